import { plainDigits } from '../digits.ts';
import { addDays } from '../time.ts';
import { eachInTurns } from '../turns.ts';
import { daysOf } from './days-of.ts';
import { learnNames } from './names.ts';
import type { DayOrder } from './order.ts';
import { readWritten, type WrittenDay } from './written.ts';

/**
 * What stands in the way of a day: it is none, too far off, of a calendar that is not read, in a column of both orders, or in one in
 * which the year may be first and has two digits.
 */
export type DayProblem = 'none' | 'far-off' | 'other-calendar' | 'both-orders' | 'year-first';

/** A day as it stands in a file, and what it was read as. */
interface Example {
  written: string;
  day: string;
}

/** The days of a column, which is read as a whole. */
export interface DayColumn {
  /** By cell, as it stands in the file. */
  days: Map<string, { day: string } | { problem: DayProblem }>;
  /** How numbers were read, where it makes a difference; an example for which it does. */
  order?: { is: DayOrder; example: Example };
  /** Nothing in the column tells the order, nor was it chosen: it is the place's own. */
  isUnsure?: true;
  /** A day with a year of the Buddhist calendar, one that was a spreadsheet's number, and one without its year. */
  buddhist?: Example;
  serial?: Example;
  yearless?: Example;
  /** A date that a spreadsheet may have turned: it made dates of all that it could, and left the others as text. */
  mayBeTurned?: Example;
}

/** The first year that is taken for one, and how many years ahead a day may be. */
const firstYear = 1990;
const yearsAhead = 5;

/** A spreadsheet counts days from here; the number of 1990 and of 2100. */
const serialStart = '1899-12-30';
const serials = [32_874, 73_051] as const;

interface Cell {
  text: string;
  written?: WrittenDay;
  readings: Partial<Record<DayOrder, string>>;
  isSerial?: true;
  problem?: DayProblem;
}

/**
 * Reads a column of days. Which number is the month is told by any cell that can be read one way only; else it is as chosen, or
 * as the place writes days. Where cells tell both, none that it matters for is read.
 *
 * @param cells as they stand in the file, none of them empty; each text once
 * @param at.today the day that it is there
 * @param chosen what a person said
 */
export async function readDays(
  cells: string[],
  at: { today: string; timeZone: string; order: DayOrder },
  chosen?: DayOrder,
): Promise<DayColumn> {
  if (cells.some((text) => /\p{L}/u.test(text))) await learnNames();
  const read: Cell[] = [];
  await eachInTurns(cells, (text) => read.push(readCell(text, at)));
  const mayBeYearFirst = (cell: Cell) => isYearFirst(cell.text, at.today);
  if (read.some((cell) => mayBeYearFirst(cell) && isLongAgo(cell, at.today))) {
    for (const cell of read) if (mayBeYearFirst(cell)) Object.assign(cell, { readings: {}, problem: 'year-first' });
  }
  const told = new Set<DayOrder>();
  for (const { readings } of read) {
    const [only, other] = Object.keys(readings) as DayOrder[];
    if (only && !other) told.add(only);
  }
  const [one, both] = told;
  const matters = read.some(isEitherWay);
  const order = (both ? undefined : (one ?? chosen)) ?? chosen ?? at.order;
  const column: DayColumn = { days: new Map() };
  await eachInTurns(read, (cell) => {
    const problem = cell.problem ?? (both && isEitherOrOne(cell) ? 'both-orders' : undefined);
    const day = cell.readings[order];
    column.days.set(cell.text, !problem && day ? { day } : { problem: problem ?? 'both-orders' });
    if (problem || !day) return;
    const example = { written: cell.text, day };
    if (isEitherWay(cell)) column.order ??= { is: order, example };
    if (cell.written?.isBuddhist) column.buddhist ??= example;
    if (cell.isSerial) column.serial ??= example;
    if (cell.written && Object.values(cell.written.readings).some((r) => r.year === undefined))
      column.yearless ??= example;
  });
  const made = read.filter(({ text }) => /^\d{4}-\d\d-\d\d/.test(text));
  const left = read.filter((cell) => Object.keys(cell.readings).length === 1);
  const [first] = made;
  const looksTurned =
    made.length > 1 && left.length > 1 && !matters && made.every(({ text }) => text.slice(8, 10) <= '12');
  if (first && looksTurned) column.mayBeTurned = { written: left[0]?.text ?? '', day: first.text.slice(0, 10) };
  if (matters && told.size === 0 && !chosen) column.isUnsure = true;
  return column;
}

/** Whether it is another day in another order. */
const isEitherWay = ({ readings }: Cell) =>
  readings['day-first'] !== undefined &&
  readings['month-first'] !== undefined &&
  readings['day-first'] !== readings['month-first'];

/** `26/09/14` in 2026, which is 26 September 2014 as well: its year is last year's, this one's or the next. */
function isYearFirst(text: string, today: string): boolean {
  const [, year, month, day] = /^(\d\d)[\s/.-]+(\d{1,2})[\s/.-]+(\d{1,2})\.?$/.exec(plainDigits(text)) ?? [];
  const ahead = Number(year) + 2000 - Number(today.slice(0, 4));
  return Math.abs(ahead) <= 1 && Number(month) <= 12 && Number(day) <= 31;
}

/** Nobody brings in a test of then, where another reading is of now. */
const isLongAgo = ({ readings }: Cell, today: string) =>
  Object.values(readings).every((day) => Number(today.slice(0, 4)) - Number(day.slice(0, 4)) > 5);

const isEitherOrOne = (cell: Cell) => isEitherWay(cell) || Object.keys(cell.readings).length === 1;

function readCell(text: string, at: { today: string; timeZone: string }): Cell {
  const serial = /^(\d{5})(?:[.,]\d+)?$/.exec(text)?.[1];
  if (serial && Number(serial) >= serials[0] && Number(serial) < serials[1]) {
    const day = addDays(serialStart, Number(serial));
    return withinReach({ text, readings: { 'day-first': day, 'month-first': day }, isSerial: true }, at.today);
  }
  // `Sep-26` is a month to a spreadsheet.
  const written = /^[\p{L}.]+-\d\d$/u.test(text) ? undefined : readWritten(text);
  if (!written) return { text, readings: {}, problem: 'none' };
  const years = Object.values(written.readings).map(({ year }) => year ?? 0);
  // Islamic and Persian years, Hebrew ones.
  if (years.some((year) => (year > 1300 && year < 1550) || (year > 5600 && year < 6000)))
    return { text, readings: {}, problem: 'other-calendar' };
  return withinReach({ text, written, readings: daysOf(written, { ...at, towards: 'near' }) }, at.today);
}

function withinReach(cell: Cell, today: string): Cell {
  const found = Object.entries(cell.readings);
  if (found.length === 0) return { ...cell, problem: 'none' };
  const last = `${Number(today.slice(0, 4)) + yearsAhead}-12-31`;
  const near = found.filter(([, day]) => day >= `${firstYear}-01-01` && day <= last);
  return { ...cell, readings: Object.fromEntries(near), ...(near.length === 0 && { problem: 'far-off' as const }) };
}
