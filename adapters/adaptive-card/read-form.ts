import { objectOf, stringsOf } from '../../src/lib/json.ts';
import type { Field, Form, FormValues, RowValues, SimpleValue } from '../../src/ui/form.ts';
import { kindOf, maxRows, parsePath, setIn } from '../../src/ui/form-path.ts';

/**
 * What the flat strings that come back don't say by themselves. It travels with the form, so that no process has to
 * remember which form it showed; it comes back from outside and is trusted with nothing but the shape of values.
 */
export interface FormShape {
  /** Names of fields, `people.programmes` in a list, whose value is one string joined by commas. */
  lists: string[];
  /** Names of fields that come back as `true` or `false`. */
  toggles: string[];
  /** How many rows each list showed: a row left empty may send nothing at all. */
  rows: Record<string, number>;
}

const reserved = new Set(['staffroom', 'staffroomForm', 'staffroomOrigin', 'staffroomShown', 'msteams']);

/** Whether a field's value is a list. */
export const isList = (field: Field): boolean =>
  field.kind === 'choices' || (field.kind === 'person' && field.several !== undefined);

/** The shape of what a form will send back. */
export function shapeOf(form: Form): FormShape {
  const shape: FormShape = { lists: [], toggles: [], rows: {} };
  const note = (field: Field, name: string) => {
    if (isList(field)) shape.lists.push(name);
    if (field.kind === 'toggle') shape.toggles.push(name);
  };
  for (const field of form.fields) {
    if (field.kind !== 'rows') {
      note(field, field.name);
      continue;
    }
    const value = form.values[field.name];
    shape.rows[field.name] = Math.min(field.max, Math.max(1, Array.isArray(value) ? value.length : 1));
    for (const each of field.fields) note(each, `${field.name}.${each.name}`);
  }
  return shape;
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maxRows;

function readShape(data: Record<string, unknown>): FormShape {
  const source = objectOf(data.staffroomForm);
  const rows = Object.entries(objectOf(source.rows)).filter(
    (entry): entry is [string, number] => parsePath(entry[0]) !== undefined && isCount(entry[1]),
  );
  return { lists: stringsOf(source.lists), toggles: stringsOf(source.toggles), rows: Object.fromEntries(rows) };
}

/**
 * The values of a filled form, out of the flat data that a submit sends. Names that no form has are left out, and so is
 * whatever is not a string or a boolean; a missing choice is an empty list, a missing toggle is off, missing text is
 * missing. Nothing is checked beyond that: the bot treats it as if a stranger had written it.
 */
export function readForm(data: unknown): FormValues {
  const flat = objectOf(data);
  const shape = readShape(flat);
  const lists = new Set(shape.lists);
  const toggles = new Set(shape.toggles);
  const blank = (prefix: string): RowValues => ({
    ...Object.fromEntries(namesIn(lists, prefix).map((name) => [name, []])),
    ...Object.fromEntries(namesIn(toggles, prefix).map((name) => [name, false])),
  });
  const top = new Map<string, FormValues[string]>(Object.entries(blank('')));
  const blanks = (name: string, count: number) => Array.from({ length: count }, () => blank(`${name}.`));
  const rows = new Map(Object.entries(shape.rows).map(([name, count]) => [name, blanks(name, count)]));
  for (const [key, raw] of Object.entries(flat)) {
    const path = reserved.has(key) ? undefined : parsePath(key);
    const kind = path && kindOf(path);
    const value = kind && simple(raw, lists.has(kind), toggles.has(kind));
    if (!path || value === undefined) continue;
    // A row that the form never showed is not one that a person filled.
    const row = path.inRow && rows.get(path.name)?.[path.inRow.index];
    if (!path.inRow) top.set(path.name, value);
    else if (row) setIn(row, path.inRow.name, value);
  }
  return Object.fromEntries([...top, ...rows]);
}

function namesIn(names: Set<string>, prefix: string): string[] {
  return [...names]
    .filter((name) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'))
    .map((name) => name.slice(prefix.length));
}

function simple(raw: unknown, list: boolean, toggle: boolean): SimpleValue | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'boolean') return undefined;
  if (toggle) return raw === true || raw === 'true';
  if (list) return String(raw).split(',').filter(Boolean);
  return raw;
}
