import type { Inbound, Reply } from '../../src/bot/inbound.ts';
import type { FormValues } from '../../src/ui/form.ts';
import { slack as say } from '../../src/ui/sentences/chat.ts';
import type { Deed } from './deed.ts';
import { fetchFile } from './files.ts';
import { errorsFor, formView, readMeta } from './form.ts';
import { answered, type Desk, inboundOf, outletOf, tellBroken } from './handle.ts';
import { within } from './inhand.ts';
import type { ShownView } from './payload.ts';
import { readForm } from './read-form.ts';
import { handOverWhole, showCard, withFiles } from './speak.ts';
import { cardView, type ModalView } from './view.ts';

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
  const inbound = filled.then(({ values, wrong }) =>
    wrong ? undefined : inboundOf(desk, deed, { type: 'submit', action: meta.action, values }),
  );
  const replies = filled.then(({ wrong }) =>
    wrong ? [{ kind: 'card' as const, card: wrong, to: 'asker' as const }] : answered(desk, inbound),
  );
  if (!(await within(replies, patienceMs))) {
    return { response: { response_action: 'clear' }, rest: report(desk, deed, inbound, replies) };
  }
  try {
    return await inTime(desk, deed, view, await replies);
  } catch (error) {
    return { response: { response_action: 'clear' }, rest: tellBroken(desk, outletOf(desk, deed), error) };
  }
}

/** The form's values, its files fetched; or a card that says which of them could not be. */
async function readFilled({ tokens }: Desk, deed: Deed, view: ShownView) {
  const { values, files } = readForm(view);
  const read: FormValues = { ...values };
  for (const { name, fileName, url, size } of files) {
    try {
      read[name] = { name: fileName, content: await fetchFile(url, await tokens.token(deed), size) };
    } catch {
      return { values: read, wrong: { title: say.fileNotRead(fileName), tone: 'problem' as const } };
    }
  }
  return { values: read };
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
    const errors = errorsFor(form, view);
    const response: Response = errors
      ? { response_action: 'errors', errors }
      : { response_action: 'update', view: formView(form, { action: form.action, origin: deed.origin }) };
    return { response, rest: tell() };
  }
  const [card] = cards;
  if (deed.origin.home && card) {
    const { view: shown, whole } = cardView(await withFiles(outlet, card), { origin: deed.origin });
    const rest = whole === undefined ? Promise.resolve() : handOverWhole(outlet, whole);
    return { response: { response_action: 'update', view: shown }, rest };
  }
  return { response: { response_action: 'clear' }, rest: tell() };
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
