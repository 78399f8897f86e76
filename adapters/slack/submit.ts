import type { Inbound, Reply } from '../../src/bot/inbound.ts';
import type { Card } from '../../src/ui/card.ts';
import type { Form, FormValues } from '../../src/ui/form.ts';
import { slack as say } from '../../src/ui/sentences/chat.ts';
import { isProblem, SlackError } from './api.ts';
import type { Deed } from './deed.ts';
import { fetchFile } from './files.ts';
import { errorsFor, formView, readMeta } from './form.ts';
import { answered, type Desk, inboundOf, outletOf, tellBroken } from './handle.ts';
import { within } from './inhand.ts';
import type { ShownView } from './payload.ts';
import { readForm } from './read-form.ts';
import { inputsIn } from './shown-view.ts';
import { handOverWhole, type Outlet, showCard, withFiles } from './speak.ts';
import { unescaped } from './text.ts';
import { cardView, loadingView, type ModalView } from './view.ts';

/** What Slack does with a dialog that was sent. */
export type Response =
  | { response_action: 'clear' }
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: ModalView };

/** How long a filled form may take before its dialog is closed, in milliseconds: Slack is to have an answer within a second. */
const patienceMs = 700;

interface Submitted {
  /** What Slack is to do with the dialog. */
  response: Response;
  /** What is still to be done after that. */
  rest: Promise<void>;
}

/** Takes a filled form to the bot. Where that takes long the dialog is closed, and the answer comes as a message. */
export async function submit(desk: Desk, deed: Deed, view: ShownView): Promise<Submitted> {
  const meta = readMeta(view);
  if (!meta) return { response: { response_action: 'clear' }, rest: Promise.resolve() };
  const filled = readFilled(desk, deed, view);
  const inbound = filled.then(({ values }) => inboundOf(desk, deed, { type: 'submit', action: meta.action, values }));
  const replies = filled.then(({ values, wrong }) => {
    // What could not be read goes to nobody: the form stays as it is, and says so.
    const again: Form = {
      title: unescaped(view.title.text),
      fields: [],
      values,
      errors: wrong,
      submit: '',
      action: meta.action,
    };
    const unread = { ...desk.bot, handle: async () => [{ kind: 'form' as const, form: again }] };
    return answered({ bot: Object.keys(wrong).length > 0 ? unread : desk.bot }, inbound);
  });
  if (!(await within(replies, patienceMs))) {
    return { response: { response_action: 'clear' }, rest: report(desk, deed, inbound, replies) };
  }
  try {
    return await inTime(desk, deed, view, await replies);
  } catch (error) {
    return { response: { response_action: 'clear' }, rest: tellBroken(desk, outletOf(desk, deed), error) };
  }
}

/** The form's values, its files fetched; of those that could not be, what is wrong with them by field. */
async function readFilled({ tokens, isSlacks }: Desk, deed: Deed, view: ShownView) {
  const { values, files } = readForm(view);
  const read: FormValues = { ...values };
  const wrong: Record<string, string> = {};
  for (const { name, fileName, url, size } of files) {
    try {
      // The token goes to nobody else, whatever the payload says.
      if (!isSlacks(url)) throw new SlackError('download', 'elsewhere');
      read[name] = { name: fileName, content: await fetchFile(url, await tokens.token(deed), size) };
    } catch (error) {
      wrong[name] = isProblem(error, 'too_large') ? say.fileTooLarge(fileName) : say.fileNotRead(fileName);
    }
  }
  return { values: read, wrong };
}

/** A form again takes the dialog's place, or only its errors do; a card closes it and comes as a message. */
async function inTime(desk: Desk, deed: Deed, view: ShownView, replies: Reply[]): Promise<Submitted> {
  const outlet = outletOf(desk, deed);
  const forms = replies.flatMap((r) => (r.kind === 'form' ? [r.form] : []));
  const cards = replies.flatMap((r) => (r.kind === 'card' ? [r.card] : []));
  const tell = async () => {
    for (const card of cards) await showCard(outlet, card);
  };
  const [form] = forms;
  if (form) {
    const errors = form.fields.length > 0 ? errorsFor(form, view) : errorsOfFiles(form, view);
    const response: Response = errors
      ? { response_action: 'errors', errors }
      : { response_action: 'update', view: formView(form, { action: form.action, origin: deed.origin }) };
    return { response, rest: tell() };
  }
  const [card] = cards;
  if (deed.origin.home && card) return inDialog(deed, outlet, view, card);
  return { response: { response_action: 'clear' }, rest: tell() };
}

const errorsOfFiles = ({ errors }: Form, view: ShownView) =>
  Object.fromEntries(
    inputsIn(view).flatMap(({ path, blockId }) => (errors[path.whole] ? [[blockId, errors[path.whole] ?? '']] : [])),
  );

/** A card in the dialog's place; while its files are on their way, a line that says that it takes a moment. */
async function inDialog(deed: Deed, outlet: Outlet, view: ShownView, card: Card): Promise<Submitted> {
  const { origin } = deed;
  const whole = async (text?: string) => (text === undefined ? undefined : handOverWhole(outlet, text));
  const handedOver = withFiles(outlet, card);
  if (await within(handedOver, deed.at + patienceMs - Date.now())) {
    const shown = cardView(await handedOver, { origin });
    return { response: { response_action: 'update', view: shown.view }, rest: whole(shown.whole) };
  }
  const late = async () => {
    const { files, ...done } = await handedOver;
    const shown = cardView(done, { origin });
    try {
      await outlet.api('views.update', { view_id: view.id, view: shown.view });
      await whole(shown.whole);
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      await showCard(outlet, done); // closed meanwhile
    }
  };
  return { response: { response_action: 'update', view: loadingView(say.loadingTitle, say.loading) }, rest: late() };
}

/** The answer to a form whose dialog is closed already. */
async function report(
  desk: Desk,
  deed: Deed,
  inbound: Promise<Inbound | undefined>,
  replies: Promise<Reply[]>,
): Promise<void> {
  const outlet = outletOf(desk, deed);
  try {
    for (const reply of await replies) {
      const taken = await inbound;
      if (reply.kind === 'card') await showCard(outlet, reply.card);
      else if (taken) await showCard(outlet, await desk.bot.later(taken, reply.form));
    }
  } catch (error) {
    await tellBroken(desk, outlet, error);
  }
}
