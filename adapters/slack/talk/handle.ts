import { randomUUID } from 'node:crypto';
import type { Bot, Event, Inbound, Reply, Sender } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Form } from '../../../src/ui/form.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { within } from '../../chat/pending.ts';
import { SlackError } from '../connect/api.ts';
import { NotInstalled, type Tokens } from '../connect/tokens.ts';
import type { Person, Who } from '../connect/who.ts';
import { fileBeside, NotTaken } from '../read/attached.ts';
import { type Deed, placeOf } from '../read/interaction.ts';
import { mentionedIn, plainWords } from '../read/mentions.ts';
import type { Respond } from './respond.ts';
import { type Outlet, showCard } from './speak.ts';
import { openStage, type Stage } from './stage.ts';

/** What everything that comes in needs on its way to the bot and back. */
export interface Desk {
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
export async function handle(desk: Desk, deed: Deed, event: Event): Promise<void> {
  const outlet = outletOf(desk, deed);
  const inbound = inboundOf(desk, deed, event);
  const answer = answered(desk, inbound);
  const later = async (form: Form) => desk.bot.later((await inbound) as Inbound, form);
  const stage = openStage(deed, outlet, later, { formInPlace: event.type === 'submit' });
  let seen = false;
  if (desk.bot.expectsForm(event) && !(await within(answer, emptyAfterMs))) seen = await stage.openEmpty();
  if (!seen) await sayIfLong(stage, deed, answer);
  try {
    for (const reply of await answer) await stage.show(reply);
  } catch (error) {
    await tellBroken(desk, outlet, error);
  }
}

/** Says that it takes a moment, where it does. */
export async function sayIfLong(stage: Stage, deed: Deed, answer: Promise<unknown>): Promise<void> {
  if (await within(answer, deed.at + workingAfterMs - Date.now())) return;
  // That it can't be said is no reason not to answer.
  await stage.working().catch(() => {});
}

export const outletOf = ({ tokens, respond }: Desk, deed: Deed): Outlet => ({
  api: tokens.api(deed),
  respond,
  user: deed.user,
  origin: deed.origin,
  ...(deed.message && { message: deed.message }),
});

/**
 * What the bot is told; nothing of what was delivered before.
 *
 * @throws SlackError where Slack can't say who it is
 * @throws NotTaken where a file that came with it can't be had
 */
export async function inboundOf(desk: Desk, deed: Deed, event: Event): Promise<Inbound | undefined> {
  const [sender, first] = await Promise.all([senderOf(desk, deed), desk.bot.isFirst(`slack:${deed.id}`)]);
  if (!first) return undefined;
  const inbound = { id: `slack:${deed.id}`, sender, place: placeOf(deed), ...messageOf(deed) };
  if (event.type !== 'text') return { ...inbound, event };
  const mentions: Record<string, string> = {};
  for (const user of mentionedIn(event.text)) {
    const { email, standing } = await lookUp(desk, deed, user);
    if (email && standing === 'member') mentions[user] = email;
  }
  const file = await fileBeside(desk, deed, event.text);
  return { ...inbound, event: { type: 'text', text: plainWords(event.text), ...(file && { file }) }, mentions };
}

/** The message with the pressed button, as the chat of jobs refers to it; what only one person sees can't be changed by it. */
function messageOf({ team, message }: Deed): Pick<Inbound, 'message'> {
  if (!message || message.onlyForOne) return {};
  return { message: { team, channel: message.channel, ts: message.ts } };
}

/** Who did it, as the workspace vouches for. @throws SlackError */
export async function senderOf(desk: Desk, deed: Deed): Promise<Sender> {
  return {
    platform: 'slack',
    workspace: deed.team,
    ...(deed.teamName && { workspaceName: deed.teamName }),
    person: deed.user,
    ...(await lookUp(desk, deed, deed.user)),
  };
}

const lookUp = ({ who, tokens }: Desk, deed: Deed, user: string): Promise<Person> =>
  who.look({ team: deed.team, user }, tokens.api(deed));

/** The bot's answer; nothing to what was answered before, and a sentence where Slack stands in the way. */
export async function answered({ bot }: Pick<Desk, 'bot'>, inbound: Promise<Inbound | undefined>): Promise<Reply[]> {
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
export async function tellBroken(desk: Desk, outlet: Outlet, error: unknown): Promise<void> {
  const id = randomUUID();
  desk.onBug(error, id);
  const card: Card = { title: say.brokenTitle, tone: 'problem', text: [say.broken(id)] };
  // Where Slack takes that nowhere either, it is written down already.
  await showCard(outlet, card).catch(() => {});
}
