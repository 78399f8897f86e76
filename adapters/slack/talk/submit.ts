import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Card } from '../../../src/ui/card.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { answered, cardOf, noteBug } from '../../chat/inbound.ts';
import { answerToForm, lateAnswer } from '../../chat/kept-form.ts';
import { SlackError } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import { formActionIn, unpackMeta } from '../packed/meta.ts';
import type { Interaction } from '../read/interaction.ts';
import type { ShownView } from '../read/payload.ts';
import { readForm } from '../read/read-form.ts';
import { inputsIn } from '../read/shown-view.ts';
import { formView } from '../render/form.ts';
import { speechAt } from '../render/speech.ts';
import { cardView, loadingView, type ModalView } from '../render/view.ts';
import { errorsFor } from './form-errors.ts';
import { showReplies } from './handle.ts';
import { incomingOf, problemOf, receive } from './inbound.ts';
import { handOverWhole, showCard, withFiles } from './reply.ts';
import { openResponder } from './responder.ts';
import { keptOpen } from './same-view.ts';

/** What Slack does with a dialog that was sent. */
type Response =
  | { response_action: 'clear' }
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: ModalView };

const closed: Response = { response_action: 'clear' };
const nothing = async () => {};

interface Submitted {
  /** What Slack is to do with the dialog. */
  response: Response;
  /** What is still to be done; begun once Slack has been told, who waits for nothing else. */
  rest(): Promise<void>;
}

/**
 * Takes a filled form to the bot. Where that takes long the dialog is closed, and the answer comes as a message; but it stays where
 * the form is not kept, since what is in it would be lost with us.
 */
export async function submit(ctx: AdapterContext, interaction: Interaction, view: ShownView): Promise<Submitted> {
  const action = formActionIn(view);
  if (!action) return { response: closed, rest: nothing };
  const { values, files: attached } = readForm(view);
  const files = Object.fromEntries(attached.map((file) => [file.field, incomingOf(ctx, interaction, file)]));
  const { delivery } = interaction;
  const inbound = receive(ctx, interaction, { type: 'submit', action, values, files });
  const replies = answered(ctx.bot, inbound, 'submit', problemOf);
  // Carried out again, nobody looks at the dialog any more.
  if (delivery.again || !(await within(replies, ctx.pace.answerMs))) {
    const isKept = await delivery.keptWithin(ctx.pace.keepMs);
    if (isKept && !(await delivery.ours())) return takenBefore(replies);
    const response: Response = isKept ? closed : kept(view, say.formSlow);
    return { response, rest: () => late(ctx, interaction, inbound, replies, isKept) };
  }
  try {
    return await inTime(ctx, interaction, view, await replies);
  } catch (error) {
    const id = noteBug(ctx.onBug, error);
    return { response: kept(view, say.formBroken(id)), rest: nothing };
  }
}

/** The dialog stays as it is, with this above its fields; where there is no room, beside the first. */
function kept(view: ShownView, words: string): Response {
  const same = keptOpen(view, words);
  if (same) return { response_action: 'update', view: same };
  const [first] = inputsIn(view);
  return {
    response_action: 'errors',
    errors: { [first?.blockId ?? '']: spoken(words, speechAt(unpackMeta(view)?.origin)) },
  };
}

/** A form again takes the dialog's place, or only its errors do; a card closes it and comes as a message. */
async function inTime(
  ctx: AdapterContext,
  interaction: Interaction,
  view: ShownView,
  replies: Reply[],
): Promise<Submitted> {
  const { delivery } = interaction;
  const { form, kept: above, cards } = answerToForm(replies);
  const tell = async () => {
    for (const { card, replace } of cards) await showCard(ctx, interaction, card, replace);
  };
  if (above) return { response: kept(view, above.words), rest: tell };
  if (form) {
    const errors = errorsFor(form, view);
    const response: Response = errors
      ? { response_action: 'errors', errors }
      : { response_action: 'update', view: formView(form, interaction.origin) };
    return { response, rest: tell };
  }
  const [card] = cards;
  if (interaction.origin.home && card) return inDialog(ctx, interaction, view, card.card);
  // What was filled in goes with the dialog.
  if ((await delivery.keptWithin(ctx.pace.keepMs)) && !(await delivery.ours())) return takenBefore();
  return { response: closed, rest: tell };
}

/** It is answered by whoever took it. */
const takenBefore = (replies?: Promise<Reply[]>): Submitted => ({
  response: closed,
  rest: () => Promise.resolve(replies).then(nothing, nothing),
});

/** A card in the dialog's place; while its files are on their way, a line that says that it takes a moment. */
async function inDialog(
  ctx: AdapterContext,
  interaction: Interaction,
  view: ShownView,
  card: Card,
): Promise<Submitted> {
  const { origin } = interaction;
  const whole = async (text?: string) => (text === undefined ? undefined : handOverWhole(ctx, interaction, text));
  const handedOver = withFiles(ctx, interaction, card);
  if (await within(handedOver, interaction.at + ctx.pace.answerMs - Date.now())) {
    const shown = cardView(await handedOver, origin);
    return { response: { response_action: 'update', view: shown.view }, rest: async () => whole(shown.whole) };
  }
  const updateLate = async () => {
    const done = await handedOver;
    const shown = cardView(done, origin);
    try {
      await ctx.tokens.api(interaction)('views.update', { view_id: view.id, view: shown.view });
      await whole(shown.whole);
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      await showCard(ctx, interaction, done); // closed meanwhile
    }
  };
  await interaction.delivery.keptWithin(ctx.pace.keepMs);
  return { response: { response_action: 'update', view: loadingView() }, rest: updateLate };
}

/** The answer to a form whose dialog is closed already; that it could not be taken is said in one that is still open. */
function late(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  replies: Promise<Reply[]>,
  isClosed: boolean,
): Promise<void> {
  const here = { ...interaction, view: undefined, trigger: undefined };
  const responder = openResponder(ctx, here, { later: (reply) => cardOf(ctx.bot, inbound, reply) });
  const tell = (card: Card) => showCard(ctx, here, card);
  return showReplies(ctx, here, responder, lateAnswer(ctx.bot, inbound, replies, { ...interaction, isClosed, tell }));
}
