import { eachInTurns, mapInTurns } from '../../lib/turns.ts';
import type { Refusal } from '../../service/errors.ts';
import type { Button, Card, File } from '../../ui/card.ts';
import { type Done, csv as say } from '../../ui/sentences/csv.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
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

/** What a file would do: how many of its rows are good, and which are not. @param text what stands above the others */
export async function previewCard<R extends FileRow>(
  words: RowWords<R>,
  fileName: string,
  { good, refused }: Sorted<R>,
  text: string[] = [],
): Promise<Card> {
  return {
    title: say.title(fileName, good.length + refused.length),
    state: say.state(words.done, good.length, refused.length),
    ...(await refusedPart(words, fileName, refused, text)),
  };
}

/** The part of a card that says what was refused and why, with a file of it. @param text what stands above it */
export async function refusedPart<R extends FileRow>(
  { done, nameOf }: RowWords<R>,
  fileName: string,
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
    files: [await refusedFile(refused, fileName)],
  };
}

/** What was refused, as it came, with a column that says why: to be mended and sent again. */
export async function refusedFile(refused: FileRow[], fileName: string): Promise<File> {
  const head = refused[0]?.columns ?? [];
  const width = refused.reduce((widest, r) => Math.max(widest, r.given.length), head.length);
  const hidden = new Set(refused[0]?.hidden);
  const places = Array.from({ length: width }, (_, i) => i).filter(
    (i) => !hidden.has(i) && head[i]?.trim().toLowerCase() !== 'why',
  );
  const columns = places.map((i) => head[i] ?? '');
  const cellsOf = (r: FileRow) => [...places.map((i) => r.given[i] ?? ''), r.problems.join(' ')];
  return {
    name: fileName.replace(/(\.csv)?$/i, '-refused.csv'),
    type: 'text/csv',
    content: await toCsv([...columns, 'why'], refused, cellsOf),
  };
}
