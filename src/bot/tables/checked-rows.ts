import { shorten } from '../../lib/text.ts';
import { eachInTurns, mapInTurns } from '../../lib/turns.ts';
import type { Refusal } from '../../service/errors.ts';
import type { Button, Card, File } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { type Done, csv as say } from '../../ui/sentences/csv.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { headAt } from './columns.ts';
import type { Table } from './read.ts';
import { isWhy } from './records.ts';
import { toWorkbook } from './to-workbook.ts';
import { unlessRefused } from './unless-refused.ts';
import { toCsv } from './write.ts';

/** A row of a file that was read, and what is wrong with it. */
export interface FileRow {
  /** Its row in a spreadsheet: the first after the column names is usually 2. */
  line: number;
  /** The file's own column names, and what stood below them; either may be the longer. */
  columns: string[];
  given: string[];
  /** The places of columns that are in no file of ours: passwords. */
  hidden?: number[];
  /** Sentences; none where nothing is wrong. */
  problems: string[];
  /** What helps with them. */
  buttons?: Button[];
}

/** A file's rows: those to carry out, and the others; both in the file's order. */
export interface Sorted<R extends FileRow> {
  good: R[];
  refused: R[];
}

export async function sortRows<R extends FileRow>(rows: R[]): Promise<Sorted<R>> {
  const sorted: Sorted<R> = { good: [], refused: [] };
  await eachInTurns(rows, (row) => sorted[row.problems.length === 0 ? 'good' : 'refused'].push(row));
  for (const some of [sorted.good, sorted.refused]) some.sort((a, b) => a.line - b.line);
  return sorted;
}

/** The same rows, with what the service refused of each, by its place in the list. */
export function withRefusals<R extends FileRow>(
  rows: R[],
  refusalsOf: (index: number) => Refusal[],
  buttonsFor: (refusal: Refusal) => Button[] = () => [],
): Promise<R[]> {
  return mapInTurns(rows, (row, i) => {
    const refusals = refusalsOf(i);
    if (refusals.length === 0) return row;
    const problems = [...row.problems, ...refusals.map(sentenceOf)];
    return { ...row, problems, buttons: refusals.flatMap(buttonsFor) };
  });
}

/** What a card says of the rows of a file: what becomes of them, and what each is called. */
export interface RowWords<R extends FileRow> {
  done: Done;
  nameOf(row: R): string;
}

/** Refused rows that a card shows; the file has all. */
const shownRefused = 8;

/** The file that rows come from. */
export interface Source {
  name: string;
  isWorkbook: boolean;
}

export const sourceOf = ({ name }: FileValue, { read }: Table): Source => ({
  name,
  isWorkbook: read.sheet !== undefined,
});

/** What a file would do: how many of its rows are good, and which are not. @param text what stands above the others */
export async function previewCard<R extends FileRow>(
  words: RowWords<R>,
  source: Source,
  { good, refused }: Sorted<R>,
  text: string[] = [],
): Promise<Card> {
  return {
    title: say.title(source.name, good.length + refused.length),
    state: say.state(words.done, good.length, refused.length),
    ...(await refusedPart(words, source, refused, text)),
  };
}

/** The part of a card that says what was refused and why, with a file of it. @param text what stands above it */
export async function refusedPart<R extends FileRow>(
  { done, nameOf }: RowWords<R>,
  source: Source,
  refused: R[],
  text: string[] = [],
): Promise<Pick<Card, 'rows' | 'text' | 'files'>> {
  if (refused.length === 0) return { text };
  return {
    text: [...text, say.refused(done, Math.min(shownRefused, refused.length), refused.length)],
    rows: refused.slice(0, shownRefused).map((row) => ({
      title: `${say.row(row.line)}: ${nameOf(row)}`,
      detail: row.problems.join(' '),
      buttons: row.buttons,
    })),
    files: [await refusedFile(refused, source)],
  };
}

/** Most of why, in characters: what is longer could not be read again. */
const maxWhy = 2_000;
/** Most rows of a workbook that is made beside an answer: more take it seconds. */
const maxInWorkbook = 20_000;

/** What was refused, as it came, with a column that says why: to be mended and sent again. It is of the kind that it came from. */
export async function refusedFile(refused: FileRow[], { name, isWorkbook }: Source): Promise<File> {
  const head = refused[0]?.columns ?? [];
  const width = refused.reduce((widest, r) => Math.max(widest, r.given.length), head.length);
  const hidden = new Set(refused[0]?.hidden);
  const places = Array.from({ length: width }, (_, i) => i).filter((i) => !hidden.has(i) && !isWhy(head[i]));
  // A first line without any name would be passed over, and the row below it taken for the names.
  const isNamed = places.some((i) => head[i]?.trim());
  const columns = places.map((i) => (isNamed ? (head[i] ?? '') : headAt(head, i)));
  const cellsOf = (r: FileRow) => [...places.map((i) => r.given[i] ?? ''), shorten(r.problems.join(' '), maxWhy)];
  const called = `${name.replace(/\.(?:csv|xls[xm]?)$/i, '')}-refused`;
  const workbook =
    isWorkbook && refused.length <= maxInWorkbook
      ? await unlessRefused(toWorkbook(called, [...columns, 'why'], refused, cellsOf))
      : undefined;
  return (
    workbook ?? {
      name: `${called}.csv`,
      type: 'text/csv',
      content: await toCsv([...columns, 'why'], refused, cellsOf),
    }
  );
}
