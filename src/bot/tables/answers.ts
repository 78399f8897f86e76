import { stringOf, stringsOf } from '../../lib/json.ts';
import { sanitize } from '../../lib/text.ts';
import type { Answers } from '../form-inputs.ts';
import type { Table } from './read.ts';

/**
 * What was answered about a file, and for what it holds: a column is answered by its place, so that of another sheet the answers mean
 * nothing. `of` among the answers says on what the question rested.
 */

/** The columns that may be asked for, and what the answer of each is called. */
export type AskedColumns<C extends string> = Readonly<Record<C, string>>;

/** The places of columns that a person said, now or of a file like it. */
export type Places<C extends string> = Partial<Record<C, number>>;

/** A column among the options of a form. */
export const optionOf = (at: number) => `column-${at}`;

const entriesOf = <T>(record: Partial<Record<string, T>>) => Object.entries(record) as [string, T][];

export function placesIn<C extends string>(asked: AskedColumns<C>, answers: Answers): Places<C> {
  const places = entriesOf<string>(asked).flatMap(([column, name]) => {
    const at = /^column-(\d{1,3})$/.exec(stringOf(answers[name]) ?? '')?.[1];
    return at === undefined ? [] : [[column, Number(at)] as const];
  });
  return Object.fromEntries(places) as Places<C>;
}

/** The same the other way round. */
const answersOf = <C extends string>(asked: AskedColumns<C>, chosen: Places<C>): Answers =>
  Object.fromEntries(entriesOf<number>(chosen).map(([column, at]) => [asked[column as C], optionOf(at)]));

/** The encoding and the sheet that were chosen in place of the guess. */
export const readAsIn = (answers: Answers): { encoding?: string; sheet?: string } => ({
  ...(stringOf(answers.encoding) && { encoding: stringOf(answers.encoding) }),
  ...(stringOf(answers.sheet) && { sheet: stringOf(answers.sheet) }),
});

/** As what comes back from a form is: a sheet may be called `Autumn `. */
const clean = (text: unknown) => sanitize(stringOf(text) ?? '').trim();

/** What a question rests on, and the Yes of a plan: the sheet, and the columns that are settled; as answers that come back with others. */
export function settled<C extends string>(
  asked: AskedColumns<C>,
  { table, chosen }: { table: Table; chosen: Places<C> },
  answers: Answers = {},
  names: readonly string[] = [],
): Answers {
  const { sheet } = table.read;
  const all = { ...readAsIn(answers), ...(sheet && { sheet: sheet.name }), ...answersOf(asked, chosen) };
  const of = new Set(['sheet', ...Object.keys(answersOf(asked, chosen)), ...names]);
  return { ...all, of: [...of].map((name) => `${name}=${clean(all[name as keyof typeof all])}`) };
}

export interface Held {
  /** To read the file by before anything of it is asked: how it is written, and the columns that are settled. */
  before: Answers;
  /** Whether it is settled which columns are which: else what was said of a file like it is recalled. */
  isSettled: boolean;
  /** All that was answered; nothing where it has to be asked, for the first time or anew. */
  answers?: Answers;
}

/** What of the answers holds. Those that were given for another sheet, or for other columns, count no more. */
export function heldIn<C extends string>(asked: AskedColumns<C>, given: Answers | undefined): Held {
  if (!given) return { before: {}, isSettled: false };
  const { of, asks, ...answers } = given;
  const rested = new Map(stringsOf(of).map((said) => [said.split('=', 1)[0] ?? '', said.slice(said.indexOf('=') + 1)]));
  const changed = [...rested].flatMap(([name, was]) => (clean(answers[name]) === clean(was) ? [] : [name]));
  const readAs = readAsIn(answers);
  if (changed.includes('sheet')) return { before: readAs, isSettled: false };
  const columns = entriesOf<string>(asked).map(([, name]) => name);
  const kept = changed.length > 0 ? columns : columns.filter((name) => rested.has(name));
  const before = { ...readAs, ...Object.fromEntries(kept.map((name) => [name, answers[name]])) };
  if (changed.length > 0 || asks !== undefined) return { before, isSettled: rested.size > 0 };
  return { before, isSettled: true, answers };
}
