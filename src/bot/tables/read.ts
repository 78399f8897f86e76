import type { FileValue } from '../../ui/form.ts';
import { csv as say } from '../../ui/sentences/csv.ts';
import { decode } from './encoding/decode.ts';
import { encodingOfPlace } from './encoding/of-place.ts';
import { headOf, type IsRow, type NamesKnown } from './head.ts';
import { kindOf } from './kind.ts';
import { type Cells, isWhy, maxColumns } from './records.ts';
import { refuseFile } from './refuse-file.ts';
import { type TableLimits, textRecords } from './text-records.ts';
import { workbookRecords } from './workbook-records.ts';

export type { Cells } from './records.ts';
export { refuseFile } from './refuse-file.ts';

/** What a file is, before its columns mean anything. */
export interface Table {
  /** The names of the columns, as they stand in the file. */
  columns: string[];
  /** The rows below them that are not empty; a row may have fewer cells than there are columns, or more. */
  rows: Cells[];
  read: ReadAs;
}

/** How a file was read, where there was a choice: what a preview says of it, and what can be chosen instead. */
interface ReadAs {
  /** The encoding, where it was guessed, and the others that it may be; each is a name that `readTable` takes. */
  encoding?: { guessed: string; others: string[] };
  /** The encoding that was chosen in place of a guess. */
  chosen?: string;
  /** The sheet of a workbook that was read, and the names of the others that have rows. */
  sheet?: { name: string; others: string[] };
  /** Rows that whoever made the workbook had hidden, and that were read all the same. */
  hiddenRows?: number;
  /** Cells of a workbook whose formula was never calculated: they were read as empty. */
  uncalculated?: number;
}

export interface TableOptions {
  /** Most rows. */
  maxRows: number;
  /** What is said where there are none. */
  empty: string;
  /** How many of these cells name a column that is known: above the row that names most there may be a title. */
  namesKnown?: NamesKnown;
  /** Whether a row is one of those that the file is for: where the first is, its columns have no names. */
  isRow?: IsRow;
  /** The rows of a text that is a list of another kind than a table; nothing where it is none. */
  listIn?: (text: string) => string[] | undefined;
  /** Where the school is: it decides between two encodings that are as likely. */
  timeZone?: string;
  /** Chosen by the person in place of the guess: one of `read.encoding.others`. */
  encoding?: string;
  /** Chosen by the person: one of `read.sheet.others`. */
  sheet?: string;
}

/** Lines that a file may have for each row that it may have: spreadsheets leave empty ones below the last. */
const linesPerRow = 4;
/** Rows that a file may have beside: titles, and the names of the columns. */
const rowsAbove = 40;

/**
 * Reads a file as schools send it: a workbook, or a CSV in any encoding, with commas, semicolons, tabs or upright strokes between;
 * with titles above the names of the columns, and these once more further down. It is read no further than its limits, and in
 * parts between which others have their turn.
 *
 * @throws Refusal `file-unreadable`, `busy`
 */
export async function readTable({ base64 }: FileValue, options: TableOptions): Promise<Table> {
  const { maxRows, empty, namesKnown, isRow } = options;
  const bytes = Buffer.from(base64, 'base64');
  const limits = { maxLines: maxRows * linesPerRow, maxRows, maxRecords: maxRows + rowsAbove };
  const { records, read } = await (kindOf(bytes) === 'workbook' ? fromWorkbook : fromText)(bytes, options, limits);
  const { columns, rows } = await headOf(records, namesKnown, isRow);
  refuseWide(columns, rows);
  if (rows.length === 0) refuseFile(empty);
  if (rows.length > maxRows) refuseFile(say.tooMany(maxRows));
  return { columns, rows, read };
}

/** What comes back of a file has one more column, and may be sent again with it. */
function refuseWide(columns: string[], rows: Cells[]): void {
  const most = maxColumns + (columns.some(isWhy) ? 1 : 0);
  const line = columns.length > most ? (rows[0]?.line ?? 2) - 1 : rows.find(({ cells }) => cells.length > most)?.line;
  if (line !== undefined) refuseFile(say.manyColumns(line, maxColumns));
}

async function fromText(
  bytes: Buffer,
  { encoding: chosen, timeZone = '', namesKnown, listIn }: TableOptions,
  limits: TableLimits,
) {
  const { text, ...encoding } = await decode(bytes, encodingOfPlace(timeZone), chosen);
  const whole = text.toWellFormed();
  const list = listIn?.(whole)?.map((cell, i) => ({ line: i + 1, cells: [cell] }));
  const records = list ?? (await textRecords(whole, limits, namesKnown));
  return { records, read: encoding };
}

async function fromWorkbook(bytes: Buffer, { sheet: chosen, namesKnown }: TableOptions, limits: TableLimits) {
  const { rows, sheet, hiddenRows, uncalculated } = await workbookRecords(bytes, limits, namesKnown, chosen);
  return {
    records: rows,
    read: { sheet, ...(hiddenRows > 0 && { hiddenRows }), ...(uncalculated > 0 && { uncalculated }) },
  };
}
