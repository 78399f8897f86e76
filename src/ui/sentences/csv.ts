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
  tooMany: (max: number) => `This file has more than ${formatNumber(max)} rows. Split it in two.`,
};
