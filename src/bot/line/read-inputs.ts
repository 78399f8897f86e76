import type { Call, Command, InputOf, Inputs, Raw } from '../command.ts';
import { findWhom, type Whom } from './find-person.ts';
import { type Line, parseLine, type Word } from './parse.ts';

/** Keeps what the command knows; anything may come back from a platform. */
export function onlyInputs(command: Command, given: Raw): Raw {
  return Object.fromEntries(
    Object.keys(command.inputs).flatMap((name) => (Object.hasOwn(given, name) ? [[name, given[name]]] : [])),
  );
}

/** Reads a typed line. @returns also the words that fit nowhere */
export async function readLine(call: Call, command: Command, text: string): Promise<{ raw: Raw; left: string[] }> {
  const line = parseLine(text, command.lineKeys ?? Object.keys(command.inputs));
  if (command.fromLine) return { raw: command.fromLine(line), left: [] };
  const raw: Raw = { ...line.keys };
  const left = [...line.words];
  const places = Object.entries(command.inputs).filter(
    ([name, i]) => (i.line === 'word' || i.line === 'words') && !(name in raw),
  );
  for (const [index, [name, input]] of places.entries()) {
    if (left.length === 0) break;
    const text = () =>
      left
        .splice(0)
        .map((w) => w.text)
        .join(' ');
    if (input.line === 'words') raw[name] = text();
    else if (input.person && index === places.length - 1 && !isExact(left[0])) raw[name] = text();
    else if (input.person) raw[name] = await nameAtTheStart(call, left);
    else if (input.required || input.schema.safeParse(left[0]?.text).success) raw[name] = left.shift()?.text;
  }
  // In `reason: left in July` the reason is all of it.
  const given = Object.keys(line.keys).find((name) => command.inputs[name]?.line === 'words');
  if (given && left.length > 0) raw[given] = [raw[given], ...left.splice(0).map((w) => w.text)].join(' ');
  return { raw, left: left.map((w) => w.text) };
}

/** Whether a word says by itself who is meant. */
const isExact = (word: Word | undefined) =>
  word !== undefined && (word.quoted || word.text.includes('@') || word.text.startsWith('id:'));

/** `Ben Okafor left in July`: as many words as still name someone. Takes them off the list. */
async function nameAtTheStart(call: Call, words: Line['words']): Promise<string> {
  const [first] = words;
  if (!first) return '';
  if (isExact(first)) return words.shift()?.text ?? '';
  for (let n = Math.min(words.length, 4); n > 1; n -= 1) {
    const name = words
      .slice(0, n)
      .map((w) => w.text)
      .join(' ');
    const found = await findWhom(call, name);
    if ('one' in found || 'several' in found) {
      words.splice(0, n);
      return name;
    }
  }
  return words.shift()?.text ?? '';
}

/** What checking found: inputs that are good, and a sentence for each that is not. */
export interface Checked {
  input: InputOf<Inputs>;
  errors: Record<string, string>;
  /** People who were named but not found, or not found alone, by input. */
  whom: Record<string, { words: string; found: Exclude<Whom, { one: unknown }> }>;
  /** Whether something is wrong, beyond what is merely not there yet. */
  wrong: boolean;
}

/** Checks every input, and looks up the people. */
export async function check(call: Call, command: Command, raw: Raw): Promise<Checked> {
  const checked: Checked = { input: {}, errors: {}, whom: {}, wrong: false };
  for (const [name, { schema, person }] of Object.entries(command.inputs)) {
    const result = schema.safeParse(raw[name]);
    if (!result.success) {
      for (const issue of result.error.issues) checked.errors[[name, ...issue.path].join('.')] ??= issue.message;
      checked.wrong ||= isGiven(raw[name]);
    } else if (person && typeof result.data === 'string') {
      const found = await findWhom(call, result.data);
      if ('one' in found) checked.input[name] = found.one;
      else checked.whom[name] = { words: result.data, found };
    } else checked.input[name] = result.data;
  }
  return checked;
}

export const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

/** Without the rows of a form's list that were left empty: a press too many of *Add another* is in nobody's way. */
export function withoutEmptyRows(raw: Raw): Raw {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, Array.isArray(value) ? filledRows(value) : value]),
  );
}

function filledRows(values: unknown[]): unknown[] | undefined {
  const kept = values.filter((v) => typeof v !== 'object' || v === null || isFilled(v));
  return kept.length > 0 || values.length === 0 ? kept : undefined;
}

const isFilled = (row: object): boolean =>
  Object.values(row).some((v) => v !== undefined && v !== '' && v !== false && !(Array.isArray(v) && v.length === 0));
