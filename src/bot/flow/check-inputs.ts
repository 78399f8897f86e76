import { objectOf } from '../../lib/json.ts';
import type { Person } from '../../service/people/person.ts';
import type { Call, Command, InputOf, Inputs, Missing, Raw, Resolved, Unclear } from '../command.ts';

/** What came of the inputs: those that are good, and a sentence for each that is not. */
export interface Checked {
  input: InputOf<Inputs>;
  /** Whom each names: one, or of an input for several all of them. */
  people: Record<string, Person[]>;
  errors: Record<string, string>;
  /** Who were named but not found, or not found alone, by input. */
  unclear: Record<string, { words: string; found: Unclear }>;
  /** Of many who were named, those who are not known and are left out. */
  missing: Missing[];
  /** Whether something is wrong, beyond what is merely not there yet. */
  wrong: boolean;
}

/** What the fields of a question's form are called: this, and the name of what is asked. */
export const answerField = 'answer-';

/** A button for one person, and one that was posted while a command took one, leads to those that take several, too. */
export const singular = ({ inputs }: Command, name: string): string =>
  name === 'people' && inputs.people?.several ? 'person' : name;

/** Keeps what the command knows; anything may come back from a platform. */
export function onlyInputs(command: Command, given: Raw): Raw {
  const known = Object.fromEntries(
    Object.keys(command.inputs).flatMap((name) => {
      const from = Object.hasOwn(given, name) ? name : singular(command, name);
      return Object.hasOwn(given, from) ? [[name, given[from]]] : [];
    }),
  );
  const answered = Object.entries(given).filter(([name]) => name.startsWith(answerField));
  if (!command.inputs.answers || answered.length === 0) return known;
  const answers = answered.map(([name, value]) => [name.slice(answerField.length), value]);
  return { ...known, answers: { ...objectOf(known.answers), ...Object.fromEntries(answers) } };
}

/**
 * Checks every input and looks up the people, each once.
 *
 * @param resolved whom the reading of a line looked up already, by input
 */
export async function checkInputs(
  call: Call,
  command: Command,
  raw: Raw,
  resolved: Record<string, Resolved<unknown>> = {},
): Promise<Checked> {
  const checked: Checked = { input: {}, people: {}, errors: {}, unclear: {}, missing: [], wrong: false };
  for (const [name, input] of Object.entries(command.inputs)) {
    const given = isGiven(raw[name]) ? raw[name] : (input.byDefault?.(call) ?? raw[name]);
    const parsed = input.schema.safeParse(given);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) checked.errors[[name, ...issue.path].join('.')] ??= issue.message;
      checked.wrong ||= isGiven(raw[name]);
      continue;
    }
    const found = resolved[name] ?? (await input.resolve?.(call, parsed.data));
    if (found && !('one' in found)) checked.unclear[name] = { words: found.words ?? String(parsed.data), found };
    else checked.input[name] = found ? found.one : parsed.data;
    if (found && 'one' in found && found.one) checked.people[name] = [found.one].flat();
    if (found && 'one' in found) checked.missing.push(...(found.missing ?? []));
  }
  return checked;
}

/** The words that nobody is found for, or several are. */
export const unclearIn = (unclear: Checked['unclear'][string] | undefined): string[] =>
  unclear ? [unclear.words, ...(unclear.found.others ?? []).filter((each) => !each.startsWith('id:'))] : [];

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';
