import type { Reply } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Form } from '../../../src/ui/form.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { wordsOf } from '../../chat/kept-form.ts';
import { SlackError } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import { type Interaction, triggerMs } from '../read/interaction.ts';
import { cardMessages } from '../render/card.ts';
import { formView } from '../render/form.ts';
import { cardView, loadingView, type ModalView } from '../render/view.ts';
import { handOverWhole, showCard, showLine, withFiles } from './reply.ts';
import { keptOpen } from './same-view.ts';

/** Where what someone did is answered. */
export interface Responder {
  /** Shows an empty dialog for the form that is about to come, where that can be done. */
  openEmpty(): Promise<void>;
  /** Says that it takes a moment, unless an empty dialog does already. */
  working(): Promise<void>;
  show(reply: Reply): Promise<void>;
}

interface Ways {
  later: (reply: Reply) => Promise<Card | undefined>;
  formInPlace?: boolean;
  mark?: string;
}

/**
 * The responder of a command, a press or a shortcut: forms in dialogs, over one another where one is open; cards in the
 * conversation, or in the dialog or over the page with the pressed button.
 *
 * @param options.later a form that can't be opened now, as a card
 * @param options.formInPlace a form takes the place of the one that is open: it is the same with a row more, or less
 * @param options.mark of a form with a row less
 */
export function openResponder(
  ctx: AdapterContext,
  interaction: Interaction,
  { later, formInPlace = false, mark }: Ways,
): Responder {
  const api = ctx.tokens.api(interaction);
  const { origin } = interaction;
  const inDialog = interaction.view !== undefined;
  /** The dialog that was opened empty. */
  let empty: string | undefined;
  /** The line that says that it takes a moment, where it can be replaced. */
  let line: string | undefined;

  const open = async (view: ModalView): Promise<string | undefined> => {
    if (!interaction.trigger || Date.now() - interaction.at > triggerMs) return undefined;
    const method = interaction.view?.type === 'modal' ? 'views.push' : 'views.open';
    try {
      const opened = await api(method, { trigger_id: interaction.trigger, view });
      return (opened.view as { id: string }).id;
    } catch (error) {
      if (error instanceof SlackError) return undefined; // too late, too many on the stack: there are other ways
      throw error;
    }
  };
  const update = async (id: string | undefined, view: ModalView): Promise<boolean> => {
    if (!id) return false;
    try {
      await api('views.update', { view_id: id, view });
      return true;
    } catch (error) {
      if (error instanceof SlackError) return false; // closed meanwhile
      throw error;
    }
  };
  /** In the empty dialog, in a new one, or in the place of the one that is open; whichever can be done. */
  const put = async (view: ModalView, inPlace = false): Promise<boolean> => {
    const shown = interaction.view?.type === 'modal' ? interaction.view.id : undefined;
    if (await update(empty, view)) return true;
    if (inPlace && (await update(shown, view))) return true;
    return (await open(view)) !== undefined || (await update(shown, view));
  };

  const inConversation = async (card: Card, replace = false) => {
    if (line === undefined || !origin.channel) return showCard(ctx, interaction, card, replace);
    const message = { ts: line, channel: origin.channel, onlyForOne: false };
    line = undefined;
    await showCard(ctx, { ...interaction, message }, card, true);
  };
  const openEmpty = async () => {
    empty = await open(loadingView());
  };
  const showForm = async (reply: Reply, form: Form) => {
    if (await put(formView(form, origin, mark), formInPlace)) return;
    const card = await later(reply);
    if (card) await inConversation(card);
  };
  const show = async (card: Card, replace?: boolean) => {
    if (!inDialog && empty === undefined) return inConversation(card, replace);
    const said = await withFiles(ctx, interaction, card);
    const { view, whole } = cardView(said, origin);
    if (!(await put(view, replace))) return inConversation(said);
    if (whole !== undefined) await handOverWhole(ctx, interaction, whole);
  };

  return {
    openEmpty,
    async working() {
      if (empty !== undefined) return;
      if (inDialog) return openEmpty();
      const [message] = cardMessages({ title: say.working }).messages;
      if (message) line = await showLine(ctx, interaction, message);
    },
    async show(reply) {
      if (reply.kind === 'form') return showForm(reply, reply.form);
      const { view } = interaction;
      // Asked for one row more: the form stays as it is.
      const same = reply.keepsForm && view?.type === 'modal' && keptOpen(view, wordsOf(reply.card));
      if (!same || !(await update(view.id, same))) await show(reply.card, reply.replace);
    },
  };
}
