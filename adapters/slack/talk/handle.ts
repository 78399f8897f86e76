import { randomUUID } from 'node:crypto';
import type { Bot, Event, Inbound, Reply, Sender } from '../../../src/bot/inbound.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Form } from '../../../src/ui/form.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { SlackError } from '../connect/api.ts';
import { NotInstalled, type Tokens } from '../connect/tokens.ts';
import type { Person, Who } from '../connect/who.ts';
import { fileBeside, NotTaken } from '../read/attached.ts';
import { type Interaction, placeOf } from '../read/interaction.ts';
import { mentionedIn, plainWords } from '../read/mentions.ts';
import { type Outlet, showCard } from './reply.ts';
import type { Respond } from './respond.ts';
import { openResponder, type Responder } from './responder.ts';

/** What everything that comes in needs on its way to the bot and back. */
export interface AdapterContext {
  bot: Bot;
  who: Who;
  tokens: Tokens;
  respond: Respond;
  /** Whether an address is one of Slack's. */
  isSlacks: (url: string) => boolean;
  /** Told of what broke in the adapter, with the number that the person was given. */
  onBug: (error: unknown, correlationId: string) => void;
}

/** How soon an empty dialog is opened for a form that is on its way, in milliseconds: sooner it would only flicker. */
const emptyAfterMs = 400;
/** How soon a person reads that it takes a moment, in milliseconds: something is to be seen within three seconds. */
const workingAfterMs = 1_800;

/** Takes what someone did to the bot, and shows what it answers: at once a dialog or a line, where that takes long. */
export async function handle(ctx: AdapterContext, interaction: Interaction, event: Event): Promise<void> {
  const outlet = outletOf(ctx, interaction);
  const inbound = inboundOf(ctx, interaction, event);
  const answer = answered(ctx, inbound);
  const later = async (form: Form) => ctx.bot.later((await inbound) as Inbound, form);
  const responder = openResponder(interaction, outlet, later, { formInPlace: event.type === 'submit' });
  let seen = false;
  if (ctx.bot.expectsForm(event) && !(await within(answer, emptyAfterMs))) seen = await responder.openEmpty();
  if (!seen) await sayIfLong(responder, interaction, answer);
  try {
    for (const reply of await answer) await responder.show(reply);
  } catch (error) {
    await tellBroken(ctx, outlet, error);
  }
}

/** Says that it takes a moment, where it does. */
export async function sayIfLong(
  responder: Responder,
  interaction: Interaction,
  answer: Promise<unknown>,
): Promise<void> {
  if (await within(answer, interaction.at + workingAfterMs - Date.now())) return;
  // That it can't be said is no reason not to answer.
  await responder.working().catch(() => {});
}

export const outletOf = ({ tokens, respond }: AdapterContext, interaction: Interaction): Outlet => ({
  api: tokens.api(interaction),
  respond,
  user: interaction.user,
  origin: interaction.origin,
  ...(interaction.message && { message: interaction.message }),
});

/**
 * What the bot is told; nothing of what was delivered before.
 *
 * @throws SlackError where Slack can't say who it is
 * @throws NotTaken where a file that came with it can't be had
 */
export async function inboundOf(
  ctx: AdapterContext,
  interaction: Interaction,
  event: Event,
): Promise<Inbound | undefined> {
  const [sender, first] = await Promise.all([senderOf(ctx, interaction), ctx.bot.isFirst(`slack:${interaction.id}`)]);
  if (!first) return undefined;
  const inbound = { id: `slack:${interaction.id}`, sender, place: placeOf(interaction), ...messageOf(interaction) };
  if (event.type !== 'text') return { ...inbound, event };
  const mentions: Record<string, string> = {};
  for (const user of mentionedIn(event.text)) {
    const { email, standing } = await lookUp(ctx, interaction, user);
    if (email && standing === 'member') mentions[user] = email;
  }
  const file = await fileBeside(ctx, interaction, event.text);
  return { ...inbound, event: { type: 'text', text: plainWords(event.text), ...(file && { file }) }, mentions };
}

/** The message with the pressed button, as the chat of jobs refers to it; what only one person sees can't be changed by it. */
function messageOf({ team, message }: Interaction): Pick<Inbound, 'message'> {
  if (!message || message.onlyForOne) return {};
  return { message: { team, channel: message.channel, ts: message.ts } };
}

/** Who did it, as the workspace vouches for. @throws SlackError */
export async function senderOf(ctx: AdapterContext, interaction: Interaction): Promise<Sender> {
  return {
    platform: 'slack',
    workspace: interaction.team,
    ...(interaction.teamName && { workspaceName: interaction.teamName }),
    person: interaction.user,
    ...(await lookUp(ctx, interaction, interaction.user)),
  };
}

const lookUp = ({ who, tokens }: AdapterContext, interaction: Interaction, user: string): Promise<Person> =>
  who.look({ team: interaction.team, user }, tokens.api(interaction));

/** The bot's answer; nothing to what was answered before, and a sentence where Slack stands in the way. */
export async function answered(
  { bot }: Pick<AdapterContext, 'bot'>,
  inbound: Promise<Inbound | undefined>,
): Promise<Reply[]> {
  try {
    const taken = await inbound;
    return taken ? await bot.handle(taken) : [];
  } catch (error) {
    if (error instanceof NotInstalled) return [privately({ title: say.notInstalledTitle, text: [say.notInstalled] })];
    if (error instanceof NotTaken) return [privately({ title: say.fileNotTaken, text: [error.message] })];
    if (error instanceof SlackError) return [privately({ title: say.unknownTitle, text: [say.unknown] })];
    throw error;
  }
}

const privately = (card: Card): Reply => ({ kind: 'card', card: { tone: 'problem', ...card }, to: 'asker' });

/** Writes down what broke, and gives the person the number of it. */
export async function tellBroken(ctx: AdapterContext, outlet: Outlet, error: unknown): Promise<void> {
  const id = randomUUID();
  ctx.onBug(error, id);
  const card: Card = { title: say.brokenTitle, tone: 'problem', text: [say.broken(id)] };
  // Where Slack takes that nowhere either, it is written down already.
  await showCard(outlet, card).catch(() => {});
}
