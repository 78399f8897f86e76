import { type Html, html } from '../../src/ui/html.ts';
import type { FieldError } from './layout.ts';

interface Field {
  id: string;
  label: string;
  type: 'password' | 'email' | 'text';
  autocomplete: string;
  hint?: string;
  /** What was typed; never for a password. */
  value?: string;
  inputmode?: 'numeric';
  maxlength?: number;
  /** What is shown below, and read with it. */
  below?: Html;
  describedBy?: string;
}

/** A labelled field with its hint and its error; the first that is wrong has the focus when the page opens. */
export function field(
  { id, label, type, autocomplete, hint, value, inputmode, maxlength, below, describedBy }: Field,
  errors: FieldError[],
) {
  const error = errors.find((e) => e.field === id);
  const first = errors[0]?.field === id;
  const described = [error && `${id}-error`, hint && `${id}-hint`, describedBy].filter(Boolean).join(' ');
  return html`<div class="field">
<label for="${id}">${label}</label>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
${error && html`<p class="error" id="${id}-error">${error.sentence}</p>`}
<input type="${type}" id="${id}" name="${id}" autocomplete="${autocomplete}" required autocapitalize="none" spellcheck="false"${
    value !== undefined && html` value="${value}"`
  }${inputmode && html` inputmode="${inputmode}"`}${maxlength && html` maxlength="${maxlength}"`}${described && html` aria-describedby="${described}"`}${error && html` aria-invalid="true"`}${first && html` autofocus`}>
${below}
</div>`;
}
