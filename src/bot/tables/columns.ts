import { takeTurns } from '../../lib/turns.ts';
import { foldHead, plainerHeads } from './heads.ts';
import type { Table } from './read.ts';

/**
 * What the columns of a file mean, by a dictionary: for each column that is looked for, the names that systems and languages have for
 * it, as data. The best match wins, whatever the columns' order.
 */

/**
 * The names of each column, in lists of which an earlier one is better: an address at work before one at home. In a list names are
 * parted by commas and line ends; they are written as people read them, and compared by {@link foldHead}.
 */
export type Names<C extends string> = Record<C, readonly string[]>;

/** The columns that a folded name may stand for, and in which of their lists it is. */
export type Dictionary<C extends string> = ReadonlyMap<string, ReadonlyMap<C, number>>;

export function dictionaryOf<C extends string>(names: Names<C>): Dictionary<C> {
  const found = new Map<string, Map<C, number>>();
  for (const [column, lists] of Object.entries(names) as [C, readonly string[]][]) {
    for (const [rank, list] of lists.entries()) {
      for (const name of list.split(/[,\n]/).map(foldHead)) {
        if (name === '') continue;
        const columns = found.get(name) ?? new Map<C, number>();
        if (!columns.has(column)) columns.set(column, rank);
        found.set(name, columns);
      }
    }
  }
  return found;
}

/** A column of a file that nothing is taken from. */
export interface Unused {
  /** As it stands in the file; its letter in a spreadsheet where it has no name. */
  name: string;
  /** Whether a row has anything in it. */
  filled: boolean;
}

export interface FoundColumns<C extends string> {
  /** Where each column is that was found. */
  at: Partial<Record<C, number>>;
  /** The places of the others, in the file's order. */
  others: number[];
}

/** How well a name fits, lower being better: a whole name before one with words left out, whichever list it is in. */
interface Fit<C extends string> {
  column: C;
  at: number;
  rank: number;
}

/** A row may be two hundred of them, and none is a name. */
const isNumber = /^[\d\s.,:/-]*$/;

/** How many of these cells name a column; 0 for a title, or for a row of people. What is said of a cell is kept for those like it. */
export function namesKnownIn<C extends string>(dictionary: Dictionary<C>): (cells: string[]) => number {
  const said = new Map<string, boolean>();
  const isKnown = (cell: string): boolean => {
    if (isNumber.test(cell)) return false;
    const known = said.get(cell) ?? plainerHeads(cell).some((name) => dictionary.has(name));
    said.set(cell, known);
    return known;
  };
  return (cells) => cells.filter(isKnown).length;
}

/**
 * Finds the columns of a file. A column that is empty in all rows is taken only where no other fits.
 *
 * @param options.chosen what a person said: the place of a column, or -1 for none
 * @param options.holds what a column must hold in one cell at least where its name is not one of the best, or another of its names
 *   holds it: an address has an @
 */
export async function findColumns<C extends string>(
  dictionary: Dictionary<C>,
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  options: { chosen?: Partial<Record<C, number>>; holds?: Partial<Record<C, RegExp>> } = {},
): Promise<FoundColumns<C>> {
  const { chosen = {}, holds = {} } = options;
  const isFilled = await filledColumns(rows, columns.length);
  const fits = columns.flatMap((head, at) => fitsOf(dictionary, head, at));
  const ranked = fits.sort((a, b) => Number(isFilled[b.at]) - Number(isFilled[a.at]) || a.rank - b.rank || a.at - b.at);
  const patterns: Partial<Record<string, RegExp>> = holds;
  const holdsIt = ({ column, at }: Fit<C>) => {
    const pattern = patterns[column];
    return pattern !== undefined && rows.some(({ cells }) => pattern.test(cells[at] ?? ''));
  };
  const held = new Set(ranked.filter(holdsIt));
  const at: Partial<Record<C, number>> = {};
  const taken = new Set<number>();
  for (const [column, place] of Object.entries(chosen) as [C, number][]) {
    if (place < 0 || place >= columns.length) continue;
    at[column] = place;
    taken.add(place);
  }
  for (const fit of ranked) {
    if (taken.has(fit.at) || fit.column in at || fit.column in chosen) continue;
    const isBest = fit.rank === 0 && ![...held].some(({ column }) => column === fit.column);
    if (patterns[fit.column] && !isBest && isFilled[fit.at] && !held.has(fit)) continue;
    at[fit.column] = fit.at;
    taken.add(fit.at);
  }
  return { at, others: columns.flatMap((_, place) => (taken.has(place) ? [] : [place])) };
}

/** What is said of the columns at these places; one without a name and without anything in it is none. */
export async function unusedColumns(
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  places: number[],
): Promise<Unused[]> {
  const isFilled = await filledColumns(rows, columns.length);
  return places
    .map((at) => ({ name: headAt(columns, at), filled: isFilled[at] === true, named: columns[at]?.trim() !== '' }))
    .filter(({ filled, named }) => filled || named)
    .map(({ name, filled }) => ({ name, filled }));
}

/** What a column is called, or its letter in a spreadsheet. */
export const headAt = (columns: string[], at: number): string => columns[at]?.trim() || letterOf(at);

/** `A`, `Z`, `AA`: the letter of a column, by its place from 0. */
function letterOf(at: number): string {
  const rest = Math.floor(at / 26) - 1;
  return (rest >= 0 ? letterOf(rest) : '') + String.fromCharCode(65 + (at % 26));
}

function fitsOf<C extends string>(dictionary: Dictionary<C>, head: string, at: number): Fit<C>[] {
  // Each plainer reading of a name counts less than all whole ones.
  return plainerHeads(head).flatMap((name, plainer) =>
    [...(dictionary.get(name) ?? [])].map(([column, rank]) => ({ column, at, rank: rank + plainer * 100 })),
  );
}

async function filledColumns(rows: Table['rows'], count: number): Promise<boolean[]> {
  const isFilled = Array.from({ length: count }, () => false);
  let empty = isFilled.map((_, at) => at);
  const turn = takeTurns();
  for (const { cells } of rows) {
    // Of most files the first rows tell.
    if (empty.length === 0) break;
    const wait = turn();
    if (wait) await wait;
    if (!empty.some((at) => isAny(cells[at]))) continue;
    for (const at of empty) isFilled[at] = isAny(cells[at]);
    empty = empty.filter((at) => !isFilled[at]);
  }
  return isFilled;
}

const isAny = (cell: string | undefined) => cell !== undefined && cell.trim() !== '';
