import { randomUUID } from 'node:crypto';
import { fullName } from '../../service/people/person.ts';
import type { Field, Form, FormValues, RowsField } from '../../ui/form.ts';
import type { Call, Command, Raw } from '../command.ts';
import { findWhom } from '../line/find-person.ts';
import { fitting } from './form-values.ts';
import { packInput } from './pack-input.ts';

/** The command's form, filled with what is known, its errors beside their fields. */
export async function makeForm(
  call: Call,
  command: Command,
  raw: Raw,
  errors: Record<string, string> = {},
  idempotencyKey: string = randomUUID(),
): Promise<Form> {
  const about = { ...(await withSubject(call, command, raw)), given: raw };
  const intro = typeof command.intro === 'function' ? await command.intro(about) : command.intro;
  const fields: Field[] = Object.entries(command.inputs).flatMap(([name, input]) => {
    const ask = input.ask?.(about);
    return ask ? [{ ...ask, name } as Field] : [];
  });
  const first = (await command.prefill?.(about)) ?? {};
  const values = fitting(fields, { ...first, ...definedOnly(raw) });
  await showPeople(call, fields, values);
  const kept = Object.fromEntries(Object.entries(raw).filter(([name]) => !fields.some((f) => f.name === name)));
  if (command.inputs.seen && Object.keys(first).length > 0) kept.seen ??= fitting(fields, first);
  const shown: Form['errors'] = {};
  for (const [path, text] of Object.entries(errors)) shown[placeOf(fields, path)] ??= text;
  return {
    title: typeof command.title === 'function' ? command.title(about) : command.title,
    ...(intro && { intro }),
    fields,
    values,
    errors: shown,
    submit: command.submit,
    action: { verb: command.verb, step: 'submit', input: await packInput(call, kept), idempotencyKey },
  };
}

/** One more empty row in the form's list, if there is room. */
export function addRow(command: Command, call: Call, raw: Raw): Raw {
  for (const [name, input] of Object.entries(command.inputs)) {
    const ask = input.ask?.(call);
    if (ask?.kind !== 'rows') continue;
    const rows = rowsOf(raw[name]);
    if (rows.length < (ask as RowsField).max) return { ...raw, [name]: [...rows, {}] };
  }
  return raw;
}

const rowsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [{}]);

/** The person whom the form is about, where one is settled. */
async function withSubject(call: Call, command: Command, raw: Raw): Promise<Call> {
  const name = Object.keys(command.inputs).find((k) => command.inputs[k]?.person);
  const ref = name && raw[name];
  if (typeof ref !== 'string' || ref === '') return call;
  const found = await findWhom(call, ref);
  return 'one' in found ? { ...call, subject: found.one } : call;
}

/** A person field shows a name, not the id that it carries. */
async function showPeople(call: Call, fields: Field[], values: FormValues): Promise<void> {
  for (const field of fields) {
    const ref = values[field.name];
    if (field.kind !== 'person' || typeof ref !== 'string' || ref === '') continue;
    const found = await findWhom(call, ref);
    if (!('one' in found)) continue;
    const { id, email } = found.one;
    values[field.name] = `id:${id}`;
    field.selected = { value: `id:${id}`, label: fullName(found.one), hint: email };
  }
}

/** Without what came back as it was shown. */
export function changedOnly(raw: Raw): Raw {
  const seen = raw.seen;
  if (typeof seen !== 'object' || seen === null) return raw;
  const was = (name: string) => (Object.hasOwn(seen, name) ? (seen as Raw)[name] : undefined);
  return Object.fromEntries(Object.entries(raw).filter(([name, value]) => !isSame(value, was(name))));
}

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? String([...a].sort()) === String([...b].sort()) : a !== undefined && a === b;

const definedOnly = (raw: Raw) => Object.fromEntries(Object.entries(raw).filter(([, v]) => v !== undefined));

/** Where an error is shown: beside its field, whichever part of its value is wrong; else above the form. */
function placeOf(fields: Field[], path: string): string {
  const [name, index, inRow] = path.split('.');
  const field = fields.find((f) => f.name === name);
  if (!field || index === undefined) return field?.name ?? '';
  if (field.kind !== 'rows') return field.name;
  if (inRow === undefined) return `${name}.${index}`;
  return field.fields.some((f) => f.name === inRow) ? `${name}.${index}.${inRow}` : '';
}
