import type { types } from '@slack/bolt';
import { isVisible } from '../../../src/lib/text.ts';
import {
  type Field,
  type Form,
  isSimple,
  type RowsField,
  type SimpleField,
  type SimpleValue,
} from '../../../src/ui/form.ts';
import { limits } from '../limits.ts';
import { errorId } from '../packed/paths.ts';
import { channelElement, element, fileElement } from './inputs.ts';
import { context, titledSections } from './sections.ts';
import { cut, plain } from './text.ts';

/** What is wrong with a field, to stand right below it; nothing where nothing is. */
export function errors(form: Form, path: string): types.ContextBlock[] {
  const error = form.errors[path];
  return isVisible(error) ? wrong(path, error) : [];
}

/** A line that says so. What is too long for one block would need more ids; no error is. */
export const wrong = (path: string, error: string): types.ContextBlock[] =>
  context(cut(`⚠️ ${error}`, limits.context)).map((block) => ({ ...block, block_id: errorId(path) }));

type Input = types.InputBlockElement;

function input(field: Exclude<Field, RowsField>, path: string, element: Input): types.InputBlock {
  return {
    type: 'input',
    block_id: path,
    label: plain(cut(labelOf(field), limits.label)),
    ...(isVisible(field.hint) ? { hint: plain(cut(field.hint, limits.hint)) } : {}),
    // A tick that must be set would be no choice.
    optional: field.kind === 'toggle' || !field.required,
    ...(field.kind === 'choices' && field.implies ? { dispatch_action: true } : {}),
    element,
  };
}

const labelOf = ({ label, name }: { label: string; name: string }) => (isVisible(label) ? label : name);

/** A field's input; for a choice of nothing, its words alone. */
export function asked(field: SimpleField, path: string, value: SimpleValue | undefined): types.KnownBlock[] {
  const asking = element(field, value);
  if (asking) return [input(field, path, asking)];
  return titledSections(labelOf(field), isVisible(field.hint) ? `\n${field.hint}` : '');
}

/** A field that stands by itself, with what is wrong with it. */
export function single(field: Exclude<Field, RowsField>, form: Form): types.KnownBlock[] {
  const value = form.values[field.name];
  const wrong = errors(form, field.name);
  if (field.kind === 'file') return [input(field, field.name, fileElement(field)), ...wrong];
  if (field.kind === 'channel') return [input(field, field.name, channelElement(value)), ...wrong];
  return [...asked(field, field.name, isSimple(value) ? value : undefined), ...wrong];
}
