import { stringify } from 'csv-stringify/sync';

/**
 * Rows as a CSV file that opens well in Excel: with a byte-order mark, so that it reads names as UTF-8.
 *
 * A cell that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, or a tab or line end before one) is
 * led by an apostrophe, which makes it text.
 */
export function toCsv(columns: string[], rows: string[][]): string {
  return stringify([columns, ...rows.map((row) => row.map(harmless))], { bom: true, record_delimiter: 'windows' });
}

const harmless = (cell: string) => (/^[\s]*[=+\-@＝＋－＠]/.test(cell) || /^[\t\r\n]/.test(cell) ? `'${cell}` : cell);
