import type { types } from '@slack/bolt';
import { isVisible } from '../../../src/lib/text.ts';
import type { Form, RowsField, RowValues } from '../../../src/ui/form.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { limits } from '../limits.ts';
import { asked, errors } from './form-fields.ts';
import { context, divider, titledSections } from './sections.ts';
import { cut, plain } from './text.ts';

/** How much room a form takes: with lines between its rows, without, and with what is wrong in a row said at its title. */
type Density = 'airy' | 'tight' | 'tightest';

export interface Drawing {
  form: Form;
  density: Density;
  /** Most rows shown of each list. */
  rows: number;
}

/** At least one row is shown, so that there is something to fill. */
export function rowsOf(field: RowsField, form: Form): RowValues[] {
  const value = form.values[field.name];
  const rows = Array.isArray(value) ? value.filter((row): row is RowValues => typeof row === 'object') : [];
  return rows.length > 0 ? rows.slice(0, field.max) : [{}];
}

function row(field: RowsField, values: RowValues, index: number, { form, density }: Drawing): types.KnownBlock[] {
  const at = `${field.name}.${index}`;
  const wrong = field.fields.flatMap(({ name, label }) => {
    const error = form.errors[`${at}.${name}`];
    return isVisible(error) ? [`\n⚠️ ${label}: ${error}`] : [];
  });
  const name = `${field.rowLabel} ${index + 1}`;
  const title = (more: string) => removable(titledSections(name, more), name, at, rowsOf(field, form).length);
  const fields = field.fields.flatMap((each) => {
    const path = `${at}.${each.name}`;
    return [...asked(each, path, values[each.name]), ...(density === 'tightest' ? [] : errors(form, path))];
  });
  if (density === 'tightest') {
    const own = form.errors[at];
    const all = [...(isVisible(own) ? [`\n⚠️ ${own}`] : []), ...wrong].join('');
    return [...title(cut(all, limits.context)), ...fields];
  }
  return [...(index > 0 && density === 'airy' ? [divider] : []), ...title(''), ...errors(form, at), ...fields];
}

/** The title of a row with the button that takes it away; the only one there is stays. */
function removable(title: types.SectionBlock[], name: string, at: string, rows: number): types.SectionBlock[] {
  const [first, ...more] = title;
  if (!first || rows < 2) return title;
  const button: types.Button = {
    type: 'button',
    action_id: 'remove-row',
    text: plain(words.removeRow),
    value: at,
    accessibility_label: cut(words.removeThisRow(name), limits.button.text),
  };
  return [{ ...first, accessory: button }, ...more];
}

function addAnother(field: RowsField): types.ActionsBlock {
  const text = plain(cut(field.addLabel, limits.button.text));
  return { type: 'actions', block_id: `${field.name}~add`, elements: [{ type: 'button', action_id: 'add-row', text }] };
}

/** A list: its rows below one another, and the button for one more. */
export function list(field: RowsField, drawing: Drawing): types.KnownBlock[] {
  const { form } = drawing;
  const rows = rowsOf(field, form);
  const left = rows.length - drawing.rows;
  return [
    ...titledSections(field.label, ''),
    ...errors(form, field.name),
    ...rows.slice(0, drawing.rows).flatMap((values, index) => row(field, values, index, drawing)),
    ...(left > 0 ? context(words.rowsLeftOut(left)) : []),
    ...(rows.length < field.max && left <= 0 ? [addAnother(field)] : []),
  ];
}
