import { eachInTurns } from '../../lib/turns.ts';
import type { Cells } from './records.ts';

/** How many of these cells name a column that is known. */
export type NamesKnown = (cells: string[]) => number;

/** Whether a row is one of those that the file is for, and so has no names of columns. */
export type IsRow = (cells: string[]) => boolean;

/** Rows among which the names of the columns are looked for. */
const among = 40;

/**
 * The names of the columns, and the rows below them without those that only say the names once more.
 *
 * @param records rows that are not empty
 * @param namesKnown what stands above the row that names most is a title; without it the first row has the names
 * @param isRow where the first is one already, the columns have no names
 */
export async function headOf(
  records: Cells[],
  namesKnown: NamesKnown | undefined,
  isRow: IsRow = () => false,
): Promise<{ columns: string[]; rows: Cells[] }> {
  const at = headAt(records.slice(0, among), namesKnown);
  const named = withoutBlankEnd(records[at]?.cells ?? []);
  const hasNames = !isRow(named);
  const names = named.join('\0').toLowerCase();
  // What is another in its first cell need not be looked at whole.
  const first = named[0]?.toLowerCase();
  const saysNames = (cells: string[]) =>
    cells.length === named.length && cells[0]?.toLowerCase() === first && cells.join('\0').toLowerCase() === names;
  const rows: Cells[] = [];
  await eachInTurns(records.slice(hasNames ? at + 1 : at), (record) => {
    const cells = withoutBlankEnd(record.cells);
    if (hasNames && saysNames(cells)) return;
    rows.push(cells === record.cells ? record : { line: record.line, cells });
  });
  return { columns: hasNames ? named : named.map(() => ''), rows };
}

function headAt(records: Cells[], namesKnown: NamesKnown | undefined): number {
  if (!namesKnown) return 0;
  const known = records.map(({ cells }) => namesKnown(cells));
  const most = Math.max(0, ...known);
  if (most > 0) return known.indexOf(most);
  // A title is one cell above a table of several.
  const filled = records.map(({ cells }) => cells.filter((cell) => cell !== '').length);
  return Math.max(
    0,
    filled.findIndex((n) => n > 1),
  );
}

const withoutBlankEnd = (cells: string[]): string[] =>
  cells.at(-1) === '' ? cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1) : cells;
