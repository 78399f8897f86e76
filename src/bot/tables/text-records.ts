import { mapInTurns, takeTurns } from '../../lib/turns.ts';
import { csv as say } from '../../ui/sentences/csv.ts';
import type { NamesKnown } from './head.ts';
import { BadRecord, type Cells, maxCell, maxColumns, recordsOf } from './records.ts';
import { refuseFile } from './refuse-file.ts';
import { unguarded } from './write.ts';

const signs = [',', ';', '\t', '|'];
/** What Excel writes above all to say the sign; it is no row in a spreadsheet. */
const said = /^\ufeff?"?sep=([,;\t|])"?\r?\n?/i;

/** What the sign is told by: as much of a file as its first rows. */
const beginning = { characters: 30_000, rows: 40 };

export interface TableLimits {
  /** Most lines, empty ones too. */
  maxLines: number;
  /** Most rows that may be told of… */
  maxRows: number;
  /** …and most with what stands above them. */
  maxRecords: number;
}

/**
 * The rows of a CSV that are not empty, read no further than the limits, and in parts between which others have their turn.
 *
 * @param namesKnown how many cells of a row name a column that is known
 * @throws Refusal `file-unreadable`
 */
export async function textRecords(
  given: string,
  { maxLines, maxRows, maxRecords }: TableLimits,
  namesKnown: NamesKnown = () => 0,
): Promise<Cells[]> {
  // No text has these.
  if (given.includes('\0')) refuseFile(say.unreadable);
  const [line, sign] = said.exec(given) ?? [''];
  const content = withoutEndMark(given.slice(line.length));
  const turn = takeTurns();
  const found: Cells[] = [];
  let at = 0;
  try {
    for (const cells of recordsOf(content, sign ?? signOf(content, namesKnown))) {
      at += 1;
      if (at > maxLines) refuseFile(say.tooManyLines(maxLines));
      if (cells.some((c) => c !== ''))
        found.push({ line: at, cells: cells.some(hasApostrophe) ? cells.map(unguarded) : cells });
      if (found.length > maxRecords) refuseFile(say.tooMany(maxRows));
      const wait = turn();
      if (wait) await wait;
    }
    return await apart(found, namesKnown);
  } catch (error) {
    if (error instanceof BadRecord) refuseFile(sentences[error.why](error.line));
    throw error;
  }
}

const hasApostrophe = (cell: string) => cell.startsWith("'");

/** What MS-DOS ended a text with, and some programs still do. */
const withoutEndMark = (text: string) => (text.trimEnd().endsWith('\x1a') ? text.trimEnd().slice(0, -1) : text);

/**
 * Lines that are one cell each are looked into where that holds the names of columns: a program that parts cells by another sign puts
 * quotes around whole lines, and `sep=` may say what is not so.
 */
async function apart(found: Cells[], namesKnown: NamesKnown): Promise<Cells[]> {
  const isOne = ({ cells }: Cells) => cells.length > 0 && cells.slice(1).every((cell) => cell === '');
  const begin = found.slice(0, beginning.rows);
  if (!begin.every(isOne)) return found;
  const sign = signOf(begin.map(({ cells: [line = ''] }) => line).join('\n'), namesKnown);
  const within = (line: string) => recordsOf(line, sign).next().value ?? [];
  if (!begin.some(({ cells: [line = ''] }) => namesKnown(within(line)) > 1)) return found;
  return mapInTurns(found, (row) => (isOne(row) ? { ...row, cells: within(row.cells[0] ?? '').map(unguarded) } : row));
}

const sentences: Record<BadRecord['why'], (line: number) => string> = {
  'unclosed-quote': () => say.unreadable,
  'cell-long': (line) => say.cellLong(line, maxCell),
  'many-columns': (line) => say.manyColumns(line, maxColumns),
};

/**
 * The sign between two cells: the one by which most columns have a known name; else the one by which most rows are as wide as each
 * other, and then the widest.
 */
function signOf(content: string, namesKnown: NamesKnown): string {
  const begin = content.slice(0, beginning.characters);
  const measured = signs.map((sign) => {
    const rows = firstRows(begin, sign);
    const known = Math.max(0, ...rows.map(namesKnown));
    const widths = rows.map((cells) => cells.length).filter((width) => width > 1);
    const times = (width: number) => widths.filter((w) => w === width).length;
    const usual = widths.reduce((best, width) => (times(width) > times(best) ? width : best), 0);
    return { sign, by: [known, times(usual), usual] };
  });
  return measured.reduce((best, next) => (isMore(next.by, best.by) ? next : best)).sign;
}

function isMore(a: number[], b: number[]): boolean {
  const at = a.findIndex((n, i) => n !== b[i]);
  return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
}

/** As far as they can be read by this sign. */
function firstRows(begin: string, sign: string): string[][] {
  const rows: string[][] = [];
  try {
    for (const cells of recordsOf(begin, sign)) {
      if (rows.push(cells) > beginning.rows) break;
    }
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
  }
  return rows;
}
