import { count, formatNumber } from '../formats.ts';

/** What becomes of a row. */
export type Done = 'added' | 'imported';

/** What is said of a CSV, whatever its rows are. */
export const csv = {
  title: (file: string, rows: number) => `${file}: ${count(rows, 'row')}`,
  state: (done: Done, ok: number, refused: number) =>
    refused === 0 ? `All can be ${done}` : `${formatNumber(ok)} can be ${done} · ${formatNumber(refused)} can’t`,
  row: (n: number) => `row ${n}`,
  refused: (done: Done, shown: number, all: number) =>
    shown < all
      ? `These are the first ${shown} of ${formatNumber(all)} rows that can’t be ${done}. The file has them all, with a column that says why.`
      : `Rows that can’t be ${done} are in the file, with a column that says why.`,
  unreadable: 'This file can’t be read as CSV. Save it from your spreadsheet as “CSV UTF-8” and try again.',
  cellLong: (row: number, max: number) =>
    `Row ${formatNumber(row)} has a cell of more than ${formatNumber(max)} characters. Shorten it, or look for a quotation mark that is not closed.`,
  manyColumns: (row: number, max: number) =>
    `Row ${formatNumber(row)} has more than ${max} columns. Delete those that are not needed.`,
  tooManyLines: (max: number) =>
    `This file has more than ${formatNumber(max)} lines, most of them empty. Delete the empty rows below the last one.`,
  tooMany: (max: number) => `This file has more than ${formatNumber(max)} rows. Split it in two.`,
};
