import type { Event, Inbound, Reply } from '../../../src/bot/inbound.ts';
import { isObject } from '../../../src/lib/json.ts';
import { within } from '../../../src/lib/timeout.ts';
import { teams as words } from '../../../src/ui/sentences/chat.ts';
import { commandAsked } from '../read/command.ts';
import { textOf } from '../read/incoming.ts';
import type { Interaction } from '../read/interaction.ts';
import { eventIn } from '../read/message.ts';
import { wordsOf } from '../render/card.ts';
import { cardDialog, formDialog } from '../render/dialog.ts';
import type { TaskInfo } from '../render/json.ts';
import type { Origin } from '../render/surface.ts';
import { type AdapterContext, type Asked, answered, broken, inboundOf } from './adapter-context.ts';
import { type Answer, leftOf } from './execute.ts';
import { channelSurface, dialogSurface, messagesOf, say } from './messages.ts';
import { ownChat } from './own-chat.ts';
import { showAlone, showCard, showLate, showRest, tellBroken } from './reply.ts';

type CardReply = Extract<Reply, { kind: 'card' }>;

/** Whatever else can be pressed gets an answer too. */
const help: Event = { type: 'press', action: { verb: 'help', step: 'run' } };

/** A button that opens a dialog. */
export function fetchTask(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> {
  const event = eventIn(isObject(value) ? value.data : undefined) ?? help;
  // In a channel an answer takes no message's place.
  const origin = interaction.kind === 'personal' && interaction.message ? { message: interaction.message } : undefined;
  return inDialog(ctx, interaction, { event, again: event.type === 'press' && event.action.step === 'form' }, origin);
}

/** A command of the message extension. */
export const fetchCommand = (ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> =>
  inDialog(ctx, interaction, { ...commandAsked(ctx, interaction, value), again: true });

/** A dialog was sent: a filled form, or a button in it. */
export function submitTask(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> {
  const data = isObject(value) ? value.data : undefined;
  const given = isObject(data) && isObject(data.staffroomOrigin) ? textOf(data.staffroomOrigin.message) : undefined;
  const origin = interaction.kind === 'personal' && given ? { message: given } : undefined;
  return inDialog(ctx, interaction, { event: eventIn(data) ?? help }, origin);
}

const shown = (value: TaskInfo) => ({ task: { type: 'continue', value } });
const told = (value: string) => ({ task: { type: 'message', value } });

async function inDialog(ctx: AdapterContext, interaction: Interaction, asked: Asked, origin?: Origin): Promise<Answer> {
  const inbound = inboundOf(ctx, interaction, asked);
  const answer = answered(ctx, inbound);
  if (!(await within(answer, leftOf(interaction)))) {
    return { body: told(words.workingOwn), rest: showLate(ctx, interaction, inbound, answer) };
  }
  try {
    const replies = await answer;
    const taken = await inbound.catch(() => undefined);
    const forms = replies.flatMap((reply) => (reply.kind === 'form' ? [reply.form] : []));
    const cards = replies.flatMap((reply) => (reply.kind === 'card' ? [reply] : []));
    const late = (left: CardReply[]) => showLate(ctx, interaction, Promise.resolve(taken), Promise.resolve(left));
    const [form] = forms;
    // The cards beside a form are ways round what is wrong with it.
    if (form) return { body: shown(formDialog(form, origin)), rest: late(cards) };
    const [card, ...others] = cards;
    if (!card) return { body: told(words.taken) };
    const { body, rest } =
      asked.event.type === 'submit'
        ? await afterForm(ctx, interaction, taken, card, origin)
        : await asDialog(ctx, interaction, taken, card, origin);
    return { ...(body && { body }), rest: Promise.all([rest, late(others)]).then(() => {}) };
  } catch (error) {
    return { body: told(wordsOf(broken(ctx, error))) };
  }
}

/** What comes of a filled form closes its dialog, and stays in the chat. */
async function afterForm(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Inbound | undefined,
  reply: CardReply,
  origin?: Origin,
): Promise<Answer> {
  const { card, replace, to } = reply;
  const here = { api: ctx.apiAt(interaction.serviceUrl), conversation: interaction.conversation };
  if (interaction.kind === 'personal') {
    const manner = { sender: inbound?.sender, replace: replace ? origin?.message : undefined };
    return { rest: orTell(ctx, interaction, showCard(ctx, here, card, manner)) };
  }
  if (to === 'place') {
    return { rest: orTell(ctx, interaction, say(here, messagesOf(card, channelSurface(ctx)).messages)) };
  }
  const alone = showAlone(ctx, interaction, card, inbound?.sender);
  const isThere = !(await within(alone, leftOf(interaction))) || (await alone);
  if (!isThere) return asDialog(ctx, interaction, inbound, reply, origin);
  return { body: told(words.inOwnChat), rest: orTell(ctx, interaction, alone) };
}

/** A card in the dialog; what a dialog can't hold in the person's own chat. */
async function asDialog(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Inbound | undefined,
  { card }: CardReply,
  origin?: Origin,
): Promise<Answer> {
  const surface = dialogSurface(ctx, origin);
  const { whole } = cardDialog(card, surface);
  const names = [
    ...(card.image ? [words.pictureName] : []),
    ...(card.files ?? []).map(({ name }) => name),
    ...(whole === undefined ? [] : [words.wholeName]),
  ];
  if (names.length === 0 || !inbound) return { body: shown(cardDialog(card, surface).task) };
  const own = ownChat(ctx, interaction);
  // Where Teams itself is slow, they are on their way all the same.
  const isThere = !(await within(own, leftOf(interaction))) || (await own);
  const notes = isThere ? names.map(words.fileOwnChat) : [words.noOwnChat];
  const sent = own.then((spot) => spot && showRest(ctx, spot, inbound.sender, card, whole));
  return { body: shown(cardDialog(card, surface, notes).task), rest: orTell(ctx, interaction, sent) };
}

const orTell = (ctx: AdapterContext, interaction: Interaction, work: Promise<unknown>): Promise<void> =>
  work.then(
    () => {},
    (error) => tellBroken(ctx, interaction, error),
  );
