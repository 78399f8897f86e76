import type { OtherKind } from '../../words/files.ts';
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

const saveAs = 'choose Save as, Excel workbook (.xlsx) or CSV, and send what it makes';

/** What is said of a file that holds no table which can be read, by what it is. */
export const otherKinds: Record<OtherKind, (name: string) => string> = {
  locked: (name) => `${name} has a password. Open it, take the password off, save it, and send it again.`,
  'old-workbook': (name) => `${name} is a workbook as Excel made them before 2007. Open it, ${saveAs}.`,
  'binary-workbook': (name) => `${name} is a binary workbook (.xlsb). Open it, ${saveAs}.`,
  'open-document': (name) => `${name} is an OpenDocument spreadsheet (.ods). Open it, ${saveAs}.`,
  numbers: (name) =>
    `${name} is a Numbers spreadsheet. Open it, choose Export To, Excel or CSV, and send what it makes.`,
  'web-page': (name) =>
    `${name} is a web page, whatever it is called. Open it in Excel or another spreadsheet, ${saveAs}.`,
  document: (name) => `${name} is a document. Copy its table into a spreadsheet, ${saveAs}.`,
  pdf: (name) =>
    `${name} is a PDF. Ask for the spreadsheet that it was made from, or copy its table into one, ${saveAs}.`,
  picture: (name) => `${name} is a picture. Send a spreadsheet: an Excel workbook (.xlsx) or a CSV.`,
  packed: (name) => `${name} is packed. Unpack it, and send the spreadsheet that is in it.`,
};
