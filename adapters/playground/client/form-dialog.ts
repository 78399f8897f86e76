import type { FileValue } from '../../../src/ui/form.ts';
import type { FormShape } from '../../adaptive-card/read-form.ts';
import type { WireAnswer, WireForm } from '../wire.ts';
import { controlOf, draw } from './cards.ts';
import { guard } from './close-form.ts';
import { byId, complain, el } from './dom.ts';
import { type Files, fileInput, goToRefused } from './file-input.ts';
import { describe, focusWrong } from './form-errors.ts';
import { tickImplied } from './implies.ts';

export type SendForm = (data: Record<string, unknown>, files: Record<string, FileValue>) => Promise<WireAnswer>;

/** What a submit button of the card carries. */
type ButtonData = { staffroom?: { step?: string; row?: string } } & Record<string, unknown>;

interface Kept {
  files: Files;
  /** Something was filled in before the form was shown again. */
  isFilled: boolean;
}

/** Opens a form; where another is open with something in it, that is asked about first. */
export function openForm(form: WireForm, send: SendForm): void {
  guard.ask(() => show(form, send, { files: {}, isFilled: false }));
}

/** It stays, with all that was typed, until the answer to it is no form; another form in answer takes its place. */
function show(form: WireForm, send: SendForm, { files, isFilled }: Kept): void {
  const dialog = byId<HTMLDialogElement>('dialog');
  const [main] = form.card.actions ?? [];
  let sending = false;

  const close = el('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
  const cancel = el('button', { type: 'button', class: 'button' }, 'Cancel');
  const submit = el('button', { type: 'submit', class: 'button primary' }, String(main?.title ?? ''));
  const trouble = el('p', { class: 'trouble', role: 'alert', hidden: true });
  const above = el('p', { class: 'trouble above', role: 'alert', tabindex: '-1', hidden: true });
  const drawn = draw({ ...form.card, actions: [] }, (data) => void post(data as ButtonData));
  const body = el('div', { class: 'fields' }, above, drawn.element);
  const header = el('header', {}, el('h2', { id: 'dialog-title' }, form.title), close);
  const footer = el('footer', {}, trouble, cancel, submit);
  const frame = el('form', { novalidate: true }, header, body, footer);

  const valuesNow = () => Object.fromEntries(drawn.inputs().map((input) => [input.id, input.value]));
  const busy = (now: boolean) => {
    sending = now;
    submit.toggleAttribute('disabled', now);
    frame.setAttribute('aria-busy', String(now));
  };
  const keep = (words: string) => {
    for (const old of frame.querySelectorAll('[id$="~error"]')) old.remove();
    for (const old of frame.querySelectorAll('[aria-invalid]')) old.removeAttribute('aria-invalid');
    complain(above, words);
    body.scrollTop = 0;
    above.focus();
  };
  const post = async (button: ButtonData) => {
    if (sending) return;
    busy(true);
    complain(trouble, '');
    complain(above, '');
    try {
      const read = Object.entries(files).map(async ([name, file]) => [name, await file.read] as const);
      const whole = (await Promise.all(read)).flatMap(([name, file]) => (file ? [[name, file] as const] : []));
      const answer = await send({ ...valuesNow(), ...button }, Object.fromEntries(whole));
      const { step, row } = button.staffroom ?? {};
      if (answer.kept !== undefined) keep(answer.kept);
      else if (answer.form) show(answer.form, send, { files, isFilled: isFilledNow() });
      else guard.close();
      if (answer.form && step === 'add-row') focusRow(answer.form);
      if (answer.form && step === 'remove-row') focusRow(answer.form, Number(row?.split('.')[1]));
    } catch {
      complain(trouble, 'Staffroom did not answer. What you typed is kept: send it again.');
    } finally {
      busy(false);
    }
  };

  frame.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!goToRefused(files, body)) void post((main?.data ?? {}) as ButtonData);
  });
  dialog.replaceChildren(frame);
  if (!dialog.open) dialog.showModal();

  for (const field of form.fields) if (field.kind === 'file') fileInput(field, files);
  for (const input of drawn.inputs()) {
    const control = controlOf(input);
    if (!control || !input.id) continue;
    control.dataset.path = input.id;
    describe(form, input.id, control);
  }
  tickImplied(form.fields, drawn.inputs());
  const first = JSON.stringify(valuesNow());
  const isFilledNow = () => isFilled || Object.keys(files).length > 0 || JSON.stringify(valuesNow()) !== first;
  guard.watch(dialog, { buttons: [close, cancel], footer, isFilled: isFilledNow, isSending: () => sending });
  focusWrong(form, body, submit);
}

/** After *Add another* the new row is what one wants to fill; after *Remove* the one that came in its place. */
function focusRow(form: WireForm, index = Number.POSITIVE_INFINITY): void {
  const list = form.fields.find((field) => field.kind === 'rows');
  const { staffroomForm: shape } = (form.card.actions?.[0]?.data ?? {}) as { staffroomForm?: FormShape };
  const [first] = list?.kind === 'rows' ? list.fields : [];
  if (!list || !first) return;
  const path = `${list.name}.${Math.min(index, (shape?.rows[list.name] ?? 1) - 1)}.${first.name}`;
  const control = byId('dialog').querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
}
