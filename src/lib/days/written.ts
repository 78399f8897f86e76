import { allNames, englishNames, fold, monthNamed, type Names } from './names.ts';
import type { DayOrder } from './order.ts';
import { takeTime } from './time-of-day.ts';

/** A day as it was written: what its numbers are where the day is read first, and where the month is. */
export interface WrittenDay {
  readings: Partial<Record<DayOrder, Parts>>;
  /** The days of the week that it may be, where it names one. */
  weekdays?: ReadonlySet<number>;
  /** The time of day, in milliseconds, and how far its clock is ahead of UTC: it was a moment, not a day. */
  moment?: { time: number; ahead: number };
  /** Its year is of the Buddhist calendar, 543 ahead, and was turned into a common one. */
  isBuddhist?: true;
}

export interface Parts {
  year?: number;
  month: number;
  day: number;
}

/** Longest text that may be a day: `Wednesday, 30 September 2026 at 00:00:00 GMT+0530 (India Standard Time)`. */
const maxWritten = 100;

/** What may stand between the parts, and after them. */
const between = /^[\s/.\p{Pd}−,،'’·॰()]*$/u;

/**
 * Reads a day in any of the ways in which spreadsheets and people write it: numbers by year, by day or by month, with any sign
 * between; months and weekdays by name in the languages of most schools; digits of any script; with a time of day, of which
 * only one with an offset counts. Relative words (`today`) are no written days.
 *
 * @returns nothing where it is none; whether the calendar has it, {@link daysOf} tells
 */
export function readWritten(text: string): WrittenDay | undefined {
  if (text.length > maxWritten || !/\p{Nd}/u.test(text)) return undefined;
  const { words, time } = takeTime(fold(text).trim());
  const parts = words.match(/\d+|[\p{L}\p{M}]+/gu) ?? [];
  if (parts.length > 8 || !between.test(words.replace(/\d+|[\p{L}\p{M}]+/gu, ''))) return undefined;
  const found = sortParts(parts, englishNames()) ?? sortParts(parts, allNames());
  const readings = found && readingsOf(found, words);
  if (!readings || Object.keys(readings).length === 0) return undefined;
  const years = Object.values(readings).flatMap(({ year }) => year ?? []);
  return {
    readings,
    ...(found.weekdays && { weekdays: found.weekdays }),
    ...(time?.ahead !== undefined && { moment: { time: time.time, ahead: time.ahead } }),
    ...(years.some(isBuddhist) && { isBuddhist: true, readings: commonYears(readings) }),
  };
}

interface SortedParts {
  /** The numbers but a month that is told by a word. */
  numbers: string[];
  month?: number;
  weekdays?: Set<number>;
}

/** Nothing where a word is none of a day's. */
function sortParts(parts: string[], names: Names): SortedParts | undefined {
  const sorted: SortedParts = { numbers: [] };
  const hasWords = parts.some((p) => !/^\d/.test(p));
  if (!hasWords) return { numbers: parts };
  const { weekdays, fillers, monthAfter, monthBefore } = names;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    const next = parts[i + 1] ?? '';
    if (/^\d/.test(part)) {
      const isMonth = sorted.month === undefined && (monthAfter.has(next) || monthBefore.has(parts[i - 1] ?? ''));
      if (isMonth && Number(part) >= 1 && Number(part) <= 12) sorted.month = Number(part);
      // `26年` is 2026; `8年` is a year of an emperor.
      else sorted.numbers.push(/^[年년]$/.test(next) && part.length === 2 ? `20${part}` : part);
      if (/^[年년]$/.test(next) && part.length === 1) return undefined;
      continue;
    }
    // After a number `st` is no Czech Wednesday, and `日` no Sunday.
    const isEnding = /^\d/.test(parts[i - 1] ?? '') && (isOrdinal(part) || fillers.has(part));
    if (isEnding || monthAfter.has(part) || monthBefore.has(part)) continue;
    const pair = sorted.month === undefined ? monthNamed(names, `${part} ${next}`) : undefined;
    const month = pair ?? (sorted.month === undefined ? monthNamed(names, part) : undefined);
    // Spanish `mar` is a Tuesday where another month follows.
    const isWeekday = weekdays.has(part) && (!month || parts.slice(i + 1).some((p) => monthNamed(names, p)));
    if (isWeekday) sorted.weekdays = new Set([...(sorted.weekdays ?? []), ...(weekdays.get(part) ?? [])]);
    else if (month) {
      sorted.month = month;
      if (pair) i += 1;
    } else if (!fillers.has(part)) return undefined;
  }
  return sorted;
}

/** `1st`, `1er`, `1º` */
const isOrdinal = (word: string) => /^(st|nd|rd|th|er|re|o|a|e)$/.test(word);

function readingsOf({ numbers, month }: SortedParts, words: string): WrittenDay['readings'] | undefined {
  if (numbers.some((n) => n.length > 4)) return eightDigits(numbers, month);
  const [a = '', b = '', c = ''] = numbers;
  if (month !== undefined) {
    if (numbers.length === 1) return bothWays({ month, day: short(a) });
    if (numbers.length !== 2) return undefined;
    const [day, year] = a.length > 2 ? [b, a] : [a, b];
    return bothWays({ year: yearOf(year), month, day: short(day) });
  }
  if (numbers.length === 3) {
    if (a.length > 2) return bothWays({ year: yearOf(a), month: short(b), day: short(c) });
    const year = yearOf(c);
    return eitherWay(short(a), short(b), { year });
  }
  // `1/6`, `1-6`, `1.6.`: of a decimal number, or of two numbers side by side, nobody means a day.
  if (numbers.length === 2 && /^\d{1,2}(?:\s?[/-]\s?\d{1,2}|\.\d{1,2}\.)$/.test(words))
    return eitherWay(short(a), short(b));
  return undefined;
}

/** `20260914` */
function eightDigits(numbers: string[], month: number | undefined): WrittenDay['readings'] | undefined {
  const [, year, m, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(numbers.join(' ')) ?? [];
  if (!year || month !== undefined) return undefined;
  return bothWays({ year: Number(year), month: Number(m), day: Number(day) });
}

const bothWays = (parts: Parts) => (isPossible(parts) ? { 'day-first': parts, 'month-first': parts } : {});

const eitherWay = (a: number, b: number, more: { year?: number } = {}): WrittenDay['readings'] => {
  const [dayFirst, monthFirst] = [
    { ...more, day: a, month: b },
    { ...more, day: b, month: a },
  ];
  return {
    ...(isPossible(dayFirst) && { 'day-first': dayFirst }),
    ...(isPossible(monthFirst) && { 'month-first': monthFirst }),
  };
};

const isPossible = ({ year, month, day }: Parts) =>
  !(year !== undefined && Number.isNaN(year)) && month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** A day or a month has two digits at most. */
const short = (digits: string) => (digits.length <= 2 ? Number(digits) : Number.NaN);

/** Of two digits the years around now; of one or three, none. */
function yearOf(digits: string): number {
  if (digits.length === 4) return Number(digits);
  if (digits.length !== 2) return Number.NaN;
  return Number(digits) + (Number(digits) < 70 ? 2000 : 1900);
}

/** As many years as the Buddhist calendar is ahead. */
const buddhistAhead = 543;

/** 1950 to 2150, as Thailand counts. */
const isBuddhist = (year: number) => year >= 1950 + buddhistAhead && year <= 2150 + buddhistAhead;

const commonYears = (readings: WrittenDay['readings']): WrittenDay['readings'] =>
  Object.fromEntries(
    Object.entries(readings).map(([order, parts]) => [order, { ...parts, year: (parts.year ?? 0) - buddhistAhead }]),
  );
