import { decode } from '../../lib/decode.ts';
import { sanitize } from '../../lib/text.ts';
import { takeTurns } from '../../lib/turns.ts';
import { Refusal } from '../../service/errors.ts';
import type { FileValue } from '../../ui/form.ts';
import { csv as say } from '../../ui/sentences/csv.ts';
import { BadRecord, maxCell, maxColumns, recordsOf } from './records.ts';
import { unguarded } from './write.ts';

export interface Cells {
  /** Its row in a spreadsheet, from 1: empty ones count. */
  line: number;
  cells: string[];
}

/** @throws Refusal beside the field of the file */
export function refuseFile(why: string): never {
  throw new Refusal('file-unreadable', { why }, 'file');
}

/** Lines that a file may have for each row that it may have: spreadsheets leave empty ones below the last. */
const linesPerRow = 4;
/** Characters between two turns: a few milliseconds of work. */
const charactersPerTurn = 100_000;

/** What a file is, before its columns mean anything. */
export interface Table {
  /** The names of the columns, as they stand in the file. */
  columns: string[];
  /** The rows below them that are not empty; a row may have fewer cells than there are columns, or more. */
  rows: Cells[];
  read: ReadAs;
}

/** How a file was read, where there was a choice: what a preview says of it, and what can be chosen instead. */
export interface ReadAs {
  /** The encoding, where it was guessed, and the others that it may be; each is a name that `readTable` takes. */
  encoding?: { guessed: string; others: string[] };
  /** The sheet of a workbook that was read, and the names of the others that have rows. */
  sheet?: { name: string; others: string[] };
  /** Rows that whoever made the workbook had hidden, and that were read all the same. */
  hiddenRows?: number;
}

export interface TableOptions {
  /** Most rows. */
  maxRows: number;
  /** What is said where there are none. */
  empty: string;
  /** How many of these cells name a column that is known: above the row that names most there may be a title. */
  namesKnown?: (cells: string[]) => number;
  /** Chosen by the person in place of the guess: one of `read.encoding.others`. */
  encoding?: string;
  /** Chosen by the person: one of `read.sheet.others`. */
  sheet?: string;
}

/**
 * Reads a file as schools send it: with or without a byte-order mark; commas, semicolons or tabs between; names in quotes. It is
 * read no further than its limits, and in parts between which others have their turn.
 *
 * @throws Refusal `file-unreadable`
 */
export async function readTable({ base64 }: FileValue, { maxRows, empty }: TableOptions): Promise<Table> {
  const content = sanitize(await decode(Buffer.from(base64, 'base64')));
  const [head, ...rows] = await readRecords(content, maxRows);
  if (!head || rows.length === 0) refuseFile(empty);
  return { columns: head.cells, rows, read: {} };
}

/** Which column a name means, by how schools write it; compared without case, spaces and marks. */
export function columnMeant<C extends string>(written: Record<C, readonly string[]>, name: string): C | undefined {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return (Object.keys(written) as C[]).find((c) => written[c].includes(plain));
}

async function readRecords(content: string, max: number): Promise<Cells[]> {
  // What is not UTF-8 was read as this sign, and names would be lost.
  if (content.includes('\ufffd') || content.includes('\0')) refuseFile(say.unreadable);
  const turn = takeTurns(charactersPerTurn);
  const found: Cells[] = [];
  let line = 0;
  try {
    for (const cells of recordsOf(content, delimiterOf(content))) {
      line += 1;
      if (line > max * linesPerRow) refuseFile(say.tooManyLines(max * linesPerRow));
      if (cells.some((c) => c.trim() !== '')) found.push({ line, cells: cells.map(unguarded) });
      // One more is for the names of the columns.
      if (found.length > max + 1) refuseFile(say.tooMany(max));
      await turn(cells.reduce((sum, c) => sum + c.length, cells.length));
    }
  } catch (error) {
    if (error instanceof BadRecord) refuseFile(sentences[error.why](error.line));
    throw error;
  }
  return found;
}

const sentences: Record<BadRecord['why'], (line: number) => string> = {
  'unclosed-quote': () => say.unreadable,
  'cell-long': (line) => say.cellLong(line, maxCell),
  'many-columns': (line) => say.manyColumns(line, maxColumns),
};

/** The sign that parts the column names: whichever of the usual three the first line has most of. */
function delimiterOf(content: string): string {
  const lines = content.slice(0, 4_000).split(/\r\n?|\n/);
  const first = (lines.find((l) => l.trim() !== '') ?? '').replace(/"[^"]*"/g, '');
  const times = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (times(sign) > times(best) ? sign : best));
}
