import { parse } from 'csv-parse/sync';
import { Refusal } from '../../service/errors.ts';
import { csv as say } from '../../ui/sentences/csv.ts';
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

/**
 * Reads a CSV as schools send it: with or without a byte-order mark; commas, semicolons or tabs between; names in quotes.
 *
 * @param content what is in the file
 * @param max most rows
 * @param empty what is said where it has none
 * @returns the names of the columns, and the rows below them that are not empty
 * @throws Refusal `file-unreadable`, of a file that is no CSV or not in UTF-8, too
 */
export function readCsv(content: string, max: number, empty: string): { columns: string[]; rows: Cells[] } {
  const [head, ...rows] = readRecords(content) ?? refuseFile(say.unreadable);
  if (!head || rows.length === 0) refuseFile(empty);
  if (rows.length > max) refuseFile(say.tooMany(max));
  return { columns: head.cells, rows };
}

/** Which column a name means, by how schools write it; compared without case, spaces and marks. */
export function columnMeant<C extends string>(written: Record<C, readonly string[]>, name: string): C | undefined {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return (Object.keys(written) as C[]).find((c) => written[c].includes(plain));
}

function readRecords(content: string): Cells[] | undefined {
  // What is not UTF-8 was read as this sign, and names would be lost.
  if (content.includes('\ufffd') || content.includes('\0')) return undefined;
  // Spaces around quotes are taken off, unless what follows a closing quote makes that impossible: `"Ben" Okafor`.
  const rows = parsed(content, true) ?? parsed(content, false);
  return rows
    ?.map((cells, i) => ({ line: i + 1, cells: cells.map(unguarded) }))
    .filter(({ cells }) => cells.some((c) => c.trim() !== ''));
}

function parsed(content: string, trim: boolean): string[][] | undefined {
  try {
    return parse(content, {
      bom: true,
      delimiter: delimiterOf(content),
      relax_column_count: true,
      relax_quotes: true,
      trim,
      max_record_size: 20_000,
    });
  } catch {
    return undefined; // an unclosed quote, a record without end: whatever it is, it is no CSV
  }
}

/** The sign that parts the column names: whichever of the usual three the first line has most of. */
function delimiterOf(content: string): string {
  const lines = content.slice(0, 4_000).split(/\r\n?|\n/);
  const first = (lines.find((l) => l.trim() !== '') ?? '').replace(/"[^"]*"/g, '');
  const times = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (times(sign) > times(best) ? sign : best));
}
