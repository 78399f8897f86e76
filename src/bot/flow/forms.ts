import { randomUUID } from 'node:crypto';
import { definedOnly, objectOf, stringOf } from '../../lib/json.ts';
import type { Person } from '../../service/people/person.ts';
import type { Field, Form, FormValues, Option, PersonField } from '../../ui/form.ts';
import { withNames } from '../../ui/mention.ts';
import { field as sayField, talk } from '../../ui/sentences/bot.ts';
import { fullName } from '../../words/people.ts';
import type { Call, Command, Raw } from '../command.ts';
import { findWhom } from '../line/find-person.ts';
import { type Checked, unclearIn } from './check-inputs.ts';
import { fitting } from './form-values.ts';
import { packInput } from './pack-input.ts';
import { withoutSecrets } from './secrets.ts';

/** A command on its way, and what it was given. */
export interface Given {
  call: Call;
  command: Command;
  raw: Raw;
  checked: Checked;
}

/** The command's form, filled with what is known, its errors beside their fields. */
export async function makeForm(
  given: Given,
  errors: Record<string, string> = {},
  idempotencyKey: string = randomUUID(),
): Promise<Form> {
  const { call, command, raw, checked } = given;
  const [named = ''] = Object.keys(command.inputs).filter((name) => command.inputs[name]?.resolve);
  const about: Call = { ...call, subject: onlyOne(checked.people[named]), given: raw };
  const intro = typeof command.intro === 'function' ? await command.intro(about) : command.intro;
  const asked: Field[] = Object.entries(command.inputs).flatMap(([name, input]) => {
    const ask = input.ask?.(about);
    return ask ? [{ ...ask, name }] : [];
  });
  // More than a field holds are carried along, and counted.
  const tooMany = asked.filter((f) => f.kind === 'person' && (checked.people[f.name]?.length ?? 0) > (f.several ?? 1));
  const fields = asked.filter((field) => !tooMany.includes(field));
  const first = (await command.prefill?.(about)) ?? {};
  const values = fitting(fields, withoutSecrets(command.inputs, { ...first, ...definedOnly(raw) }));
  // What was given and is none of the options is asked for: a form that is opened later must not hold what it does at first.
  for (const { name, kind } of fields) if (kind === 'choice' && raw[name] !== undefined) values[name] ??= '';
  await showPeople(given, fields, values);
  const kept = Object.fromEntries(Object.entries(raw).filter(([name]) => !fields.some((f) => f.name === name)));
  if (command.inputs.seen && Object.keys(first).length > 0) kept.seen ??= fitting(fields, first);
  const shown: Form['errors'] = {};
  for (const [path, text] of Object.entries(errors)) shown[placeOf(fields, path)] ??= text;
  // It was in the form that comes back, and is not in this one.
  if (Object.keys(errors).length > 0)
    for (const { name } of fields) if (command.inputs[name]?.secret && raw[name]) shown[name] ??= sayField.secretAgain;
  return {
    title: (typeof command.title === 'function' ? command.title(about) : command.title) ?? command.label,
    intro:
      [intro, ...tooMany.map(({ name }) => talk.named(checked.people[name]?.length ?? 0))].filter(Boolean).join(' ') ||
      undefined,
    fields,
    values,
    errors: shown,
    submit: command.submit ?? talk.continue,
    action: { verb: command.verb, step: 'submit', input: await packInput(call, command.verb, kept), idempotencyKey },
  };
}

/** One more empty row in the form's list, if there is room. */
export function addRow(command: Command, call: Call, raw: Raw): Raw {
  for (const [name, input] of Object.entries(command.inputs)) {
    const ask = input.ask?.(call);
    if (ask?.kind !== 'rows') continue;
    const given = raw[name];
    const rows: unknown[] = Array.isArray(given) ? given : [{}];
    if (rows.length < ask.max) return { ...raw, [name]: [...rows, {}] };
  }
  return raw;
}

/** Without the row at this path, unless it is the last one. */
export function removeRow(raw: Raw, path = ''): Raw {
  const [name = '', index] = path.split('.');
  const rows = Object.hasOwn(raw, name) ? raw[name] : undefined;
  if (!Array.isArray(rows) || rows.length < 2) return raw;
  return { ...raw, [name]: rows.filter((_, at) => String(at) !== index) };
}

const onlyOne = (people: Person[] = []): Person | undefined => (people.length === 1 ? people[0] : undefined);

/** A person field shows a name, not the id that it carries; who is not known stays as typed. */
async function showPeople({ call, command, raw, checked }: Given, fields: Field[], values: FormValues): Promise<void> {
  for (const field of fields) {
    if (field.kind !== 'person') continue;
    const { name } = field;
    const { several } = command.inputs[name] ?? {};
    if (several) showSeveral(field, checked, values);
    // What the form is filled in with beforehand nobody has looked up yet.
    const prefilled = raw[name] === undefined ? stringOf(values[name]) : undefined;
    const found = prefilled ? await findWhom(call, prefilled) : { one: onlyOne(checked.people[name]) };
    if (several || !('one' in found) || !found.one) continue;
    values[name] = `id:${found.one.id}`;
    field.selected = [shownAs(found.one)];
  }
}

/** Who is found stands beside what was typed for others. */
function showSeveral(field: PersonField, { people, unclear }: Checked, values: FormValues): void {
  const { name } = field;
  const known = people[name] ?? unclear[name]?.found.known ?? [];
  const typed = unclearIn(unclear[name]).map(withNames);
  if (known.length + typed.length > 0) values[name] = [...known.map(({ id }) => `id:${id}`), ...typed];
  field.selected = known.map(shownAs);
}

const shownAs = (p: Person): Option => ({ value: `id:${p.id}`, label: fullName(p), hint: p.email });

/** Without what came back as it was shown. */
export function changedOnly(raw: Raw): Raw {
  const seen = objectOf(raw.seen);
  const was = (name: string) => (Object.hasOwn(seen, name) ? seen[name] : undefined);
  return Object.fromEntries(Object.entries(raw).filter(([name, value]) => !isSame(value, was(name))));
}

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? String([...a].sort()) === String([...b].sort()) : a !== undefined && a === b;

/** Where an error is shown: beside its field, whichever part of its value is wrong; else above the form. */
function placeOf(fields: Field[], path: string): string {
  const [name, index, inRow] = path.split('.');
  const field = fields.find((f) => f.name === name);
  if (!field || index === undefined) return field?.name ?? '';
  if (field.kind !== 'rows') return field.name;
  if (inRow === undefined) return `${name}.${index}`;
  return field.fields.some((f) => f.name === inRow) ? `${name}.${index}.${inRow}` : '';
}
