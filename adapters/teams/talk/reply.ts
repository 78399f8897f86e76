import type { Inbound, Reply, Sender } from '../../../src/bot/inbound.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Card } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { type Answer, type Outcome, tell } from '../../chat/answer.ts';
import { Untold } from '../../chat/delivery.ts';
import { inOrder, PlatformError } from '../../chat/failure.ts';
import { broken, cardOf, notShown } from '../../chat/inbound.ts';
import { TeamsError } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { line, messagesOf } from '../render/messages.ts';
import { channelSurface, directSurface } from '../render/surface.ts';
import { restOf, restSends, waysTo } from './deliver.ts';
import { ownChat, type Spot, spotOf } from './own-chat.ts';

/** Who asked, as far as it is known by then; and the message that the answer takes the place of. */
interface How {
  inbound?: Promise<Inbound | undefined> | undefined;
  replace?: string | undefined;
}

/** In the person's own chat, now or by the queue. @throws Untold */
export async function showAlone(
  ctx: AdapterContext,
  interaction: Interaction,
  card: Card,
  { inbound, replace }: How = {},
): Promise<Outcome> {
  const { image, files, ...words } = card;
  const { messages, whole } = messagesOf(card, directSurface(ctx));
  const ways = waysTo(() => own(ctx, interaction), messages, replace, true);
  const outcome = await tell(ctx.inbox, { to: whomOf(interaction), card: words, delivery: interaction.delivery, ways });
  const rest = restOf(card, outcome === 'shown' ? whole : undefined);
  if (rest && outcome !== 'nowhere') await showRest(ctx, interaction, rest, inbound);
  return outcome;
}

/** What is beside a card's words, in the person's own chat. @throws Untold */
export async function showRest(
  ctx: AdapterContext,
  interaction: Interaction,
  rest: Card,
  inbound: How['inbound'],
): Promise<Outcome> {
  const sender = await askerOf(inbound);
  if (!sender) return 'nowhere';
  const outcomes: Outcome[] = [];
  for (const card of eachOf(rest)) {
    const show = async () => inOrder(restSends(ctx, await own(ctx, interaction), sender, card));
    outcomes.push(
      await tell(ctx.inbox, { to: whomOf(interaction), card, delivery: interaction.delivery, ways: [{ show }] }),
    );
  }
  return (['nowhere', 'later'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'shown';
}

/** Each alone: what is there is not sent again with what is not. */
const eachOf = ({ title, image, files = [] }: Card): Card[] => [
  ...(image ? [{ title, image }] : []),
  ...files.map((file) => ({ title: file.name, files: [file] })),
];

/** For all to see, where it was asked for; by the queue in the own chat of the one who asked. @throws Untold */
export async function showHere(
  ctx: AdapterContext,
  interaction: Interaction,
  card: Card,
  replace?: string,
): Promise<void> {
  const { messages } = messagesOf(card, channelSurface(ctx));
  const ways = waysTo(async () => spotOf(ctx, interaction), messages, replace);
  await tell(ctx.inbox, { to: whomOf(interaction), card, delivery: interaction.delivery, ways });
}

/** A line that nobody misses where it is not taken. */
export async function sayHere(
  ctx: AdapterContext,
  interaction: Interaction,
  words: string,
  replace?: string,
): Promise<void> {
  for (const way of waysTo(async () => spotOf(ctx, interaction), [line(words)], replace)) {
    try {
      await way.show('');
      return;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
    }
  }
}

/** Where the answer is, for the place where it was asked for. */
export const whereItIs = async (outcome: Outcome, inbound: Promise<Inbound | undefined>): Promise<string> =>
  outcome === 'nowhere' ? noOwnChat(inbound) : { shown: say.inOwnChat, later: say.inOwnChatLater }[outcome];

/** What has come of it by then: what is not there yet is on its way all the same. */
export const outcomeWithin = async (work: Promise<Outcome>, ms: number): Promise<Outcome> =>
  (await within(work, ms)) ? work.catch(() => 'later' as const) : 'later';

export const whomOf = ({ tenant, person, isForeign }: Interaction): Answer['to'] =>
  person && !isForeign ? { workspace: tenant, person } : undefined;

/** @throws TeamsError also where they have none */
async function own(ctx: AdapterContext, interaction: Interaction): Promise<Spot> {
  const spot = await ownChat(ctx, interaction);
  if (!spot) throw new TeamsError('own chat', 'gone', { problem: 'none' });
  return spot;
}

/** Who asked; nothing where that could not be told. */
const askerOf = async (inbound: How['inbound']): Promise<Sender | undefined> =>
  (await inbound?.catch(() => undefined))?.sender;

/** What is said of an answer to whoever has no chat of their own with the bot: people of other organisations can have none. */
export const noOwnChat = async (inbound: Promise<Inbound | undefined>): Promise<string> =>
  (await askerOf(inbound))?.standing === 'member' ? say.noOwnChat : say.notForOthers;

/** Shows all that was answered in the person's own chat: what they waited for in a dialog, or at a press, came too late. */
export async function showLate(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  replies: Reply[] | Promise<Reply[]>,
): Promise<void> {
  try {
    for (const reply of await replies) {
      const card = await cardOf(ctx.bot, inbound, reply);
      const outcome = card ? await showAlone(ctx, interaction, card, { inbound }) : 'shown';
      if (outcome === 'nowhere') await sayHere(ctx, interaction, await noOwnChat(inbound));
    }
  } catch (error) {
    await tellBroken(ctx, interaction, error);
  }
}

/**
 * Writes down what broke, and gives the person the number of it.
 *
 * @throws Untold where neither Teams nor the queue takes that now
 */
export async function tellBroken(ctx: AdapterContext, interaction: Interaction, error: unknown): Promise<void> {
  if (error instanceof Untold) throw error;
  await showAlone(ctx, interaction, (error instanceof TeamsError ? notShown : broken)(ctx.onBug, error));
}

/** Waits for it, and tells the person where it breaks. */
export const orTell = (ctx: AdapterContext, interaction: Interaction, work: Promise<unknown>): Promise<void> =>
  work.then(
    () => {},
    (error) => tellBroken(ctx, interaction, error),
  );
