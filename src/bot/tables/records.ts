export interface Cells {
  /** Its row in a spreadsheet, from 1: empty ones count. */
  line: number;
  cells: string[];
}

/** Most characters of a cell, and of the blanks on each side of it. */
export const maxCell = 4_000;
/** Most cells of a row… */
export const maxColumns = 200;
/** …beside the one in which we say why it was refused: that is told of only where the columns' names are known. */
export const maxCells = maxColumns + 1;

/** Whether a column is the one in which we say why a row was refused. */
export const isWhy = (head: string | undefined): boolean => head?.trim().toLowerCase() === 'why';

/** Whether it is one of the signs that most cells begin with: a letter without an accent, a digit, a quote. */
const isPlain = (code: number) => code > 0x20 && code < 0x7f;

/** What stands in the way of reading further, and in which record, from 1. */
export class BadRecord extends Error {
  readonly why: 'unclosed-quote' | 'cell-long' | 'many-columns';
  readonly line: number;

  constructor(why: BadRecord['why'], line: number) {
    super(`${why} in record ${line}`);
    this.why = why;
    this.line = line;
  }
}

/**
 * The records of a CSV one by one, empty ones too, so that whoever reads them can stop at any. Each takes time by its own length,
 * whatever the file is made of: nothing looks further ahead than the longest cell.
 *
 * Blanks around a cell are taken off. A quote within a cell, and one that something else follows after it is closed
 * (`"Ben" Okafor`), are what they are.
 *
 * @param delimiter one sign
 * @param longest most characters of a cell, where they are not people’s own
 * @throws BadRecord
 */
export function* recordsOf(content: string, delimiter: string, longest = maxCell): Generator<string[]> {
  // One more than there may be, so that what is too long is seen and not read on.
  const plain = new RegExp(`[^${delimiter}\\r\\n]{0,${longest + 1}}`, 'y');
  const blanks = new RegExp(`[^\\S${delimiter}\\r\\n]{0,${longest + 1}}`, 'y');
  const lineEnd = /\r\n?|\n|$/y;
  const sign = delimiter.charCodeAt(0);
  let at = content.startsWith('\ufeff') ? 1 : 0;
  let line = 1;

  function take(pattern: RegExp): string {
    pattern.lastIndex = at;
    // Not `exec`, which makes a list for each cell.
    if (!pattern.test(content)) return '';
    const found = content.slice(at, pattern.lastIndex);
    at = pattern.lastIndex;
    return checked(found);
  }

  function checked(cell: string): string {
    if (cell.length > longest) throw new BadRecord('cell-long', line);
    return cell;
  }

  function isAtEnd(): boolean {
    lineEnd.lastIndex = at;
    return content[at] === delimiter || lineEnd.test(content);
  }

  function readQuoted(): string {
    let text = '';
    for (let from = at + 1; ; ) {
      const quote = content.indexOf('"', from);
      if (quote === -1) throw new BadRecord('unclosed-quote', line);
      text = checked(text + content.slice(from, quote));
      at = quote + 1;
      if (content[at] !== '"') break;
      text += '"';
      from = quote + 2;
    }
    const closed = at;
    take(blanks);
    if (isAtEnd()) return text;
    at = closed;
    return `"${text}"${take(plain).trimEnd()}`;
  }

  // The cells of the row above, but for those in quotes. Most rows say in most columns what that says: of it no text is made anew, and
  // whatever looks it up knows it already.
  const above: (string | undefined)[] = [];

  function isRepeated(cell: string | undefined): cell is string {
    if (cell === undefined || !content.startsWith(cell, at)) return false;
    const next = content.charCodeAt(at + cell.length);
    return next === sign || next === 0x0a || next === 0x0d || Number.isNaN(next);
  }

  function readCell(column: number): string {
    const same = above[column];
    if (isRepeated(same)) {
      at += same.length;
      return same;
    }
    if (!isPlain(content.charCodeAt(at))) take(blanks);
    const isQuoted = content[at] === '"';
    const cell = isQuoted ? readQuoted() : take(plain).trimEnd();
    above[column] = isQuoted ? undefined : cell;
    return cell;
  }

  while (at < content.length) {
    const cells: string[] = [];
    for (;;) {
      cells.push(readCell(cells.length));
      if (cells.length > maxCells) throw new BadRecord('many-columns', line);
      if (content[at] !== delimiter) break;
      at += 1;
    }
    yield cells;
    take(lineEnd);
    line += 1;
  }
}
