import type { Field, FileValue } from '../../../src/ui/form.ts';
import { errorId, hintId } from '../../adaptive-card/ids.ts';
import type { FormShape } from '../../adaptive-card/read-form.ts';
import type { WireAnswer, WireForm } from '../wire.ts';
import { controlOf, draw } from './cards.ts';
import { byId, complain, describeBy, el } from './dom.ts';
import { type Files, fileInput } from './file-input.ts';
import { tickImplied } from './implies.ts';

export type SendForm = (data: Record<string, unknown>, files: Record<string, FileValue>) => Promise<WireAnswer>;

/** What a submit button of the card carries. */
type ButtonData = { staffroom?: { step?: string } } & Record<string, unknown>;

/** The field at a path, and whether it must be filled. */
function fieldAt(fields: Field[], path: string): { required?: boolean } | undefined {
  const [name, , inner] = path.split('.');
  const field = fields.find((each) => each.name === name);
  return field?.kind === 'rows' ? field.fields.find((each) => each.name === inner) : field;
}

/** What a screen reader says of an input. */
function describe(form: WireForm, path: string, control: HTMLElement): void {
  const group = control instanceof HTMLDivElement;
  if (group) control.setAttribute('role', 'group');
  const label = group ? control.closest('.ac-input-container')?.previousElementSibling : undefined;
  if (label?.id) control.setAttribute('aria-labelledby', label.id);
  describeBy(control, [errorId(path), hintId(path)]);
  if (form.wrong.includes(path)) control.setAttribute('aria-invalid', 'true');
  if (!group && fieldAt(form.fields, path)?.required) control.setAttribute('aria-required', 'true');
}

const focusable = 'input, select, textarea';

/**
 * Opens a form. It stays, with all that was typed, until the answer to it is no form; another form in answer takes its
 * place.
 */
export function openForm(form: WireForm, send: SendForm, files: Files = {}): void {
  const dialog = byId<HTMLDialogElement>('dialog');
  const [main] = form.card.actions ?? [];
  let sending = false;

  const close = el('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
  const cancel = el('button', { type: 'button', class: 'button' }, 'Cancel');
  const submit = el('button', { type: 'submit', class: 'button primary' }, String(main?.title ?? ''));
  const trouble = el('p', { class: 'trouble', role: 'alert', hidden: true });
  const drawn = draw({ ...form.card, actions: [] }, (data) => void post(data as ButtonData));
  const body = el('div', { class: 'fields' }, drawn.element);
  const header = el('header', {}, el('h2', { id: 'dialog-title' }, form.title), close);
  const frame = el('form', { novalidate: true }, header, body, el('footer', {}, trouble, cancel, submit));

  const busy = (now: boolean) => {
    sending = now;
    submit.toggleAttribute('disabled', now);
    frame.setAttribute('aria-busy', String(now));
  };
  const post = async (button: ButtonData) => {
    if (sending) return;
    busy(true);
    complain(trouble, '');
    try {
      const values = Object.fromEntries(drawn.inputs().map((input) => [input.id, input.value]));
      const read = Object.entries(files).map(async ([name, file]) => [name, await file]);
      const answer = await send({ ...values, ...button }, Object.fromEntries(await Promise.all(read)));
      if (answer.form) openForm(answer.form, send, files);
      else dialog.close();
      if (answer.form && button.staffroom?.step === 'add-row') focusLastRow(answer.form);
    } catch {
      complain(trouble, 'Staffroom did not answer. What you typed is kept: send it again.');
    } finally {
      busy(false);
    }
  };

  frame.addEventListener('submit', (event) => {
    event.preventDefault();
    void post((main?.data ?? {}) as ButtonData);
  });
  for (const button of [close, cancel]) button.addEventListener('click', () => dialog.close());
  dialog.oncancel = (event) => {
    if (sending) event.preventDefault();
  };
  dialog.onclose = () => dialog.replaceChildren();
  dialog.replaceChildren(frame);
  if (!dialog.open) dialog.showModal();

  for (const field of form.fields) if (field.kind === 'file') fileInput(field, files, trouble);
  for (const input of drawn.inputs()) {
    const control = controlOf(input);
    if (!control || !input.id) continue;
    control.dataset.path = input.id;
    describe(form, input.id, control);
  }
  tickImplied(form.fields, drawn.inputs());
  focusFirst(form, drawn.inputs());

  function focusFirst(shown: WireForm, inputs: ReturnType<typeof drawn.inputs>): void {
    const wrong = inputs.find((input) => input.id && shown.wrong.includes(input.id));
    const control = controlOf(wrong ?? inputs[0]);
    const target = control?.matches(focusable) ? control : control?.querySelector<HTMLElement>(focusable);
    body.scrollTop = 0;
    (target ?? body.querySelector<HTMLElement>(focusable) ?? submit).focus();
    // With what is said below it.
    if (wrong) control?.closest('.ac-input-container')?.parentElement?.scrollIntoView({ block: 'nearest' });
    const whole = document.getElementById(errorId(''));
    whole?.setAttribute('role', 'alert');
    if (whole && !wrong) whole.scrollIntoView({ block: 'nearest' });
  }
}

/** After *Add another* the new row is what one wants to fill. */
function focusLastRow(form: WireForm): void {
  const list = form.fields.find((field) => field.kind === 'rows');
  const { staffroomForm: shape } = (form.card.actions?.[0]?.data ?? {}) as { staffroomForm?: FormShape };
  const [first] = list?.kind === 'rows' ? list.fields : [];
  if (!list || !first) return;
  const path = `${list.name}.${(shape?.rows[list.name] ?? 1) - 1}.${first.name}`;
  const control = byId('dialog').querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
}
