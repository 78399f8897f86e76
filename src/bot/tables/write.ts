import { stringify } from 'csv-stringify/sync';
import { partsInTurns } from '../../lib/turns.ts';

/**
 * Rows as a CSV file that opens well in Excel: with a byte-order mark, so that it reads names as UTF-8. It is made in parts
 * between which others have their turn.
 *
 * A cell that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, or a tab or line end) is led by an
 * apostrophe, which makes it text.
 */
export async function toCsv<R>(columns: string[], rows: R[], cellsOf: (row: R) => string[]): Promise<string> {
  const parts = [lines([columns], true)];
  for await (const part of partsInTurns(rows)) parts.push(lines(part.map(cellsOf), false));
  return parts.join('');
}

const lines = (rows: string[][], bom: boolean) =>
  stringify(
    rows.map((row) => row.map(guarded)),
    // The library quotes a cell for a whole `\r\n` in it only; half of one ends a row just as well.
    { bom, record_delimiter: 'windows', quoted_match: /[\r\n;\t]/ },
  );

/** Apostrophes, and then what a spreadsheet would run. */
const runs = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

const guarded = (cell: string) => (runs.test(cell) ? `'${cell}` : cell);

/** Takes the apostrophe off again that {@link toCsv} put there, so that a file of ours can be mended and sent back. */
export const unguarded = (cell: string) => (cell.startsWith("'") && runs.test(cell) ? cell.slice(1) : cell);
