import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import { isObject } from '../../../src/lib/json.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Card } from '../../../src/ui/card.ts';
import { teams as words } from '../../../src/ui/sentences/chat.ts';
import type { Interaction } from '../read/interaction.ts';
import { eventIn } from '../read/message.ts';
import { cardPages, isShort, wordsOf } from '../render/card.ts';
import { type AdapterContext, answered, broken, inboundOf } from './adapter-context.ts';
import { channelSurface, directSurface, messagesOf, say } from './messages.ts';
import { cardOf, showAlone, showLate, tellBroken } from './reply.ts';

/** What an invoke is answered; without a body an open dialog closes. */
export interface Answer {
  body?: object;
  /** What is still to be done after that. */
  rest?: Promise<void>;
}

/** How long an invoke may take, in milliseconds, of the five seconds that Teams waits. */
export const invokeMs = 4_000;

/** What is left of it. */
export const leftOf = (interaction: Interaction): number => interaction.at + invokeMs - Date.now();

/** A press whose answer Teams shows the presser alone; and the look at a card that each sees as their own. */
export async function execute(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> {
  const { action, trigger } = isObject(value) ? value : {};
  const isLook = trigger === 'automatic';
  const pressed = eventIn(isObject(action) ? action.data : undefined);
  // Whatever else can be pressed gets an answer too.
  const event = pressed ?? { type: 'press' as const, action: { verb: 'help', step: 'run' as const } };
  const inbound = inboundOf(ctx, interaction, { event, again: isLook && event.action.step === 'run' });
  const answer = answered(ctx, inbound);
  const inTime = await within(answer, leftOf(interaction));
  if (isLook) return { body: inTime ? await ownView(ctx, interaction, answer) : unchanged };
  if (!inTime) return { body: told(words.workingOwn), rest: showLate(ctx, interaction, inbound, answer) };
  try {
    return await toPress(ctx, interaction, await inbound.catch(() => undefined), await answer);
  } catch (error) {
    return { body: told(wordsOf(broken(ctx, error))) };
  }
}

const told = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

/** The card that all see stays as it is. */
const unchanged = {
  statusCode: 500,
  type: 'application/vnd.microsoft.error',
  value: { code: 'Unchanged', message: words.unknown },
};

/** Nobody asked: so there is a card in the card's place, or nothing. */
async function ownView(ctx: AdapterContext, interaction: Interaction, answer: Promise<Reply[]>): Promise<object> {
  const replies = await answer.catch((error) => {
    broken(ctx, error);
    return [];
  });
  const [reply] = replies;
  return (reply?.kind === 'card' && reply.replace && inPlace(ctx, interaction, reply.card)) || unchanged;
}

async function toPress(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Inbound | undefined,
  replies: Reply[],
): Promise<Answer> {
  const [reply, ...others] = replies;
  if (!reply) return { body: told(words.taken) };
  const rest =
    others.length > 0 ? showLate(ctx, interaction, Promise.resolve(inbound), Promise.resolve(others)) : undefined;
  const body = await toReply(ctx, interaction, inbound, reply);
  return { ...body, rest: Promise.all([body.rest, rest]).then(() => {}) };
}

async function toReply(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Inbound | undefined,
  reply: Reply,
): Promise<Answer> {
  if (reply.kind === 'card') {
    const { card, replace, to } = reply;
    const replaced = replace && !card.files?.length && !card.image && inPlace(ctx, interaction, card);
    if (replaced) return { body: replaced };
    if (isShort(card)) return { body: told(wordsOf(card)) };
    if (to === 'place') {
      const spot = { api: ctx.apiAt(interaction.serviceUrl), conversation: interaction.conversation };
      await say(spot, messagesOf(card, channelSurface(ctx)).messages);
      return { body: told(wordsOf({ title: card.title })) };
    }
  }
  const card = await cardOf(ctx, inbound, reply);
  const shown = card ? showAlone(ctx, interaction, card, inbound?.sender) : Promise.resolve(false);
  // Where Teams itself is slow, it is on its way all the same.
  const alone = !(await within(shown, leftOf(interaction))) || (await shown);
  const rest = shown.then(
    () => {},
    (error) => tellBroken(ctx, interaction, error),
  );
  return { body: told(alone ? words.inOwnChat : words.noOwnChat), rest };
}

/** The card as the presser's own view of the one with the button; nothing where one message can't hold it. */
function inPlace(ctx: AdapterContext, interaction: Interaction, card: Card): object | undefined {
  const surface = interaction.kind === 'personal' ? directSurface(ctx) : channelSurface(ctx);
  const { cards, whole } = cardPages(card, surface);
  if (cards.length !== 1 || whole !== undefined) return undefined;
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: cards[0] };
}
