import type { Card, File } from '../../ui/card.ts';
import { type Done, csv as say } from '../../ui/sentences/csv.ts';
import type { FileRow, Sorted } from './rows.ts';
import { toCsv } from './write.ts';

/** What a card says of the rows of a file: what becomes of them, and what each is called. */
export interface RowWords<R extends FileRow> {
  done: Done;
  nameOf(row: R): string;
}

/** Refused rows that a card shows; the file has all. */
const shownRefused = 8;

/** What a file would do: how many of its rows are good, and which are not. @param text what stands above the others */
export function previewCard<R extends FileRow>(
  words: RowWords<R>,
  fileName: string,
  { good, refused }: Sorted<R>,
  text: string[] = [],
): Card {
  return {
    title: say.title(fileName, good.length + refused.length),
    state: say.state(words.done, good.length, refused.length),
    ...refusedPart(words, fileName, refused, text),
  };
}

/** The part of a card that says what was refused and why, with a file of it. @param text what stands above it */
export function refusedPart<R extends FileRow>(
  { done, nameOf }: RowWords<R>,
  fileName: string,
  refused: R[],
  text: string[] = [],
): Pick<Card, 'rows' | 'text' | 'files'> {
  if (refused.length === 0) return { text };
  return {
    text: [...text, say.refused(done, Math.min(shownRefused, refused.length), refused.length)],
    rows: refused.slice(0, shownRefused).map((row) => ({
      title: `${say.row(row.line)}: ${nameOf(row)}`,
      detail: row.problems.join(' '),
      buttons: row.buttons,
    })),
    files: [refusedFile(refused, fileName)],
  };
}

/** What was refused, as it came, with a column that says why: to be mended and sent again. */
export function refusedFile(refused: FileRow[], fileName: string): File {
  const head = refused[0]?.columns ?? [];
  const width = Math.max(head.length, ...refused.map((r) => r.given.length));
  const places = Array.from({ length: width }, (_, i) => i).filter((i) => head[i]?.trim().toLowerCase() !== 'why');
  const columns = places.map((i) => head[i] ?? '');
  const rows = refused.map((r) => [...places.map((i) => r.given[i] ?? ''), r.problems.join(' ')]);
  return {
    name: fileName.replace(/(\.csv)?$/i, '-refused.csv'),
    type: 'text/csv',
    content: toCsv([...columns, 'why'], rows),
  };
}
