import type { Field } from '../../../src/ui/form.ts';
import { errorId, hintId } from '../../adaptive-card/ids.ts';
import type { WireForm } from '../wire.ts';
import { describeBy } from './dom.ts';

/** The field at a path, and whether it must be filled. */
function fieldAt(fields: Field[], path: string): { required?: boolean } | undefined {
  const [name, , inner] = path.split('.');
  const field = fields.find((each) => each.name === name);
  return field?.kind === 'rows' ? field.fields.find((each) => each.name === inner) : field;
}

/** What a screen reader says of an input. */
export function describe(form: WireForm, path: string, control: HTMLElement): void {
  const group = control instanceof HTMLDivElement;
  if (group) control.setAttribute('role', 'group');
  const label = group ? control.closest('.ac-input-container')?.previousElementSibling : undefined;
  if (label?.id) control.setAttribute('aria-labelledby', label.id);
  describeBy(control, [errorId(path), hintId(path)]);
  if (form.wrong.includes(path)) control.setAttribute('aria-invalid', 'true');
  if (!group && fieldAt(form.fields, path)?.required) control.setAttribute('aria-required', 'true');
}

const focusable = 'input, select, textarea';

const withFocus = (control: HTMLElement | null | undefined): HTMLElement | undefined =>
  control?.matches(focusable) ? control : (control?.querySelector<HTMLElement>(focusable) ?? undefined);

/**
 * Brings the first thing that is wrong into view, whatever kind of field it is of, and the focus to it; where nothing is, the focus
 * to the first field.
 *
 * @param otherwise what has the focus in a form without fields
 */
export function focusWrong(form: WireForm, body: HTMLElement, otherwise: HTMLElement): void {
  const said = form.wrong.flatMap((path) => {
    const error = document.getElementById(errorId(path));
    return error && body.contains(error) ? [{ path, error }] : [];
  });
  // As they stand below one another.
  said.sort((a, b) => (a.error.compareDocumentPosition(b.error) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const inField = said.find(({ path }) => path !== '');
  const control = inField && body.querySelector<HTMLElement>(`[data-path="${CSS.escape(inField.path)}"]`);
  body.scrollTop = 0;
  const target = withFocus(control) ?? (inField && nextTo(inField.error, body));
  (target ?? withFocus(body) ?? otherwise).focus({ preventScroll: inField !== undefined });
  const whole = said.find(({ path }) => path === '')?.error;
  whole?.setAttribute('role', 'alert');
  if (!inField) {
    whole?.scrollIntoView({ block: 'nearest' });
    return;
  }
  // The field and what is said of it, not one without the other.
  (control?.closest('.ac-input-container') ?? control ?? inField.error).scrollIntoView({ block: 'nearest' });
  inField.error.scrollIntoView({ block: 'nearest' });
}

/** The first field after what is said of a whole row or list. */
const nextTo = (error: HTMLElement, body: HTMLElement): HTMLElement | undefined =>
  [...body.querySelectorAll<HTMLElement>(focusable)].find(
    (each) => error.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
