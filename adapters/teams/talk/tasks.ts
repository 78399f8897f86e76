import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import { objectOf } from '../../../src/lib/json.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Card } from '../../../src/ui/card.ts';
import { teams as say, speech } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { literal } from '../../adaptive-card/text.ts';
import { type Asked, broken, noteBug } from '../../chat/inbound.ts';
import { answerToForm, lateAnswer } from '../../chat/kept-form.ts';
import { boundedText } from '../connect/incoming.ts';
import type { AdapterContext } from '../context.ts';
import { pressedIn } from '../read/event.ts';
import type { Interaction } from '../read/interaction.ts';
import { cardDialog, formDialog, keptDialog } from '../render/dialog.ts';
import type { TaskInfo } from '../render/json.ts';
import { dialogSurface, type Origin } from '../render/surface.ts';
import { wordsOf } from '../render/words.ts';
import { commandAsked } from './asked.ts';
import { restOf } from './deliver.ts';
import { receive } from './inbound.ts';
import { type Answer, leftOf } from './invoke.ts';
import { noOwnChat, orTell, outcomeWithin, showAlone, showHere, showLate, showRest, whereItIs } from './reply.ts';

type CardReply = Extract<Reply, { kind: 'card' }>;

/** A button that opens a dialog. */
export function fetchTask(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> {
  const event = pressedIn(objectOf(value).data);
  // In a channel an answer takes no message's place.
  const origin = interaction.kind === 'personal' && interaction.message ? { message: interaction.message } : undefined;
  return inDialog(ctx, interaction, { event }, event.type === 'press' && event.action.step === 'form', origin);
}

/** A command of the message extension. */
export const fetchCommand = (ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> =>
  inDialog(ctx, interaction, commandAsked(ctx, interaction, value), true);

/** A dialog was sent: a filled form, or a button in it. */
export function submitTask(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> {
  const { data } = objectOf(value);
  const given = boundedText(objectOf(objectOf(data).staffroomOrigin).message);
  const origin = interaction.kind === 'personal' && given ? { message: given } : undefined;
  return inDialog(ctx, interaction, { event: pressedIn(data) }, false, origin, (words) => {
    const same = keptDialog(data, words, origin);
    return { body: same ? shown(same) : told(literal(spoken(words, speech.teamsDialog))) };
  });
}

const shown = (value: TaskInfo) => ({ task: { type: 'continue', value } });
const told = (value: string) => ({ task: { type: 'message', value } });

async function inDialog(
  ctx: AdapterContext,
  interaction: Interaction,
  asked: Asked,
  changesNothing: boolean,
  origin?: Origin,
  kept: (words: string) => Answer = (words) => ({ body: told(literal(spoken(words, speech.teamsDialog))) }),
): Promise<Answer> {
  const isForm = asked.event.type === 'submit';
  const { delivery } = interaction;
  const { inbound, replies: answer } = receive(ctx, interaction, asked, changesNothing);
  if (!(await within(answer, leftOf(ctx, interaction)))) {
    // A dialog that closed would take what is kept nowhere with it.
    const isClosed = !isForm || delivery.again || (await delivery.keptWithin(1));
    const tell = (card: Card) => showAlone(ctx, interaction, card, { inbound });
    const late = lateAnswer(ctx.bot, inbound, answer, { delivery, isClosed, tell });
    const { body } = isClosed ? { body: told(say.workingOwn) } : kept(say.formSlow);
    return { body, rest: showLate(ctx, interaction, inbound, late) };
  }
  try {
    const { form, kept: above, cards } = answerToForm(await answer);
    if (above) return { ...kept(above.words), rest: showLate(ctx, interaction, inbound, cards) };
    // The cards beside a form are ways round what is wrong with it.
    if (form) return { body: shown(formDialog(form, origin)), rest: showLate(ctx, interaction, inbound, cards) };
    const [card, ...others] = cards;
    if (!card) return { body: told(say.taken) };
    const { body, rest } = isForm
      ? await afterForm(ctx, interaction, inbound, card, origin)
      : await asDialog(ctx, interaction, inbound, card, origin);
    const late = showLate(ctx, interaction, inbound, others);
    return { ...(body && { body }), rest: Promise.all([rest, late]).then(() => {}) };
  } catch (error) {
    if (isForm) return kept(say.formBroken(noteBug(ctx.onBug, error)));
    return { body: told(wordsOf(broken(ctx.onBug, error))) };
  }
}

/** What comes of a filled form closes its dialog, and stays in the chat. */
async function afterForm(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  reply: CardReply,
  origin?: Origin,
): Promise<Answer> {
  const { card, replace, to } = reply;
  if (interaction.kind === 'personal') {
    const how = { inbound, replace: replace ? origin?.message : undefined };
    return { rest: orTell(ctx, interaction, showAlone(ctx, interaction, card, how)) };
  }
  if (to === 'place') return { rest: orTell(ctx, interaction, showHere(ctx, interaction, card)) };
  const alone = showAlone(ctx, interaction, card, { inbound });
  const outcome = await outcomeWithin(alone, leftOf(ctx, interaction));
  if (outcome === 'nowhere') return asDialog(ctx, interaction, inbound, reply, origin);
  return { body: told(await whereItIs(outcome, inbound)), rest: orTell(ctx, interaction, alone) };
}

/** A card in the dialog; what a dialog can't hold in the person's own chat. */
async function asDialog(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  { card }: CardReply,
  origin?: Origin,
): Promise<Answer> {
  const surface = dialogSurface(ctx, origin);
  const { whole } = cardDialog(card, surface);
  const rest = restOf(card, whole);
  if (!rest) return { body: shown(cardDialog(card, surface).task) };
  const names = [...(rest.image ? [say.pictureName] : []), ...(rest.files ?? []).map(({ name }) => name)];
  const sent = showRest(ctx, interaction, rest, inbound);
  const outcome = await outcomeWithin(sent, leftOf(ctx, interaction));
  const notes =
    outcome === 'nowhere'
      ? [await noOwnChat(inbound)]
      : names.map(outcome === 'shown' ? say.fileOwnChat : say.fileLater);
  return { body: shown(cardDialog(card, surface, notes).task), rest: orTell(ctx, interaction, sent) };
}
