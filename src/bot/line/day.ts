import { addDays, dayIn, dayOf, startOfDay } from '../../lib/time.ts';

/** The beginning of a day, once it is known when and where "now" is. */
export type Day = (now: Date, timeZone: string) => Date;

const dayLong = 24 * 3_600_000;

/** Reads `2026-09-03`, `3 Sep 2026`, `today`, `yesterday`, `7d`, `2w`, or a whole ISO time; nothing if it is none. */
export function readDay(typed: string): Day | undefined {
  const word = typed.trim().toLowerCase();
  if (word === 'today') return (now, zone) => startOfDay(dayIn(now, zone), zone);
  if (word === 'yesterday') return (now, zone) => startOfDay(addDays(dayIn(now, zone), -1), zone);
  const [, n, unit] = /^(\d{1,3})\s*([dw])$/.exec(word) ?? [];
  if (n) return (now) => new Date(now.getTime() - Number(n) * (unit === 'w' ? 7 : 1) * dayLong);
  const day = dayFrom(word);
  if (day) return (_, zone) => startOfDay(day, zone);
  const at = /^\d{4}-\d{2}-\d{2}t[\d:.]{5,12}z$/.test(word) ? new Date(word.toUpperCase()) : undefined;
  return at && isInCalendar(at) ? () => at : undefined;
}

const isoDay = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/;
const namedDay = /^(?<day>\d{1,2})\s+(?<month>[a-z]{3})[a-z]*\.?\s+(?<year>\d{4})$/;

function dayFrom(word: string): string | undefined {
  const { year = '', month = '', day = '' } = (isoDay.exec(word) ?? namedDay.exec(word))?.groups ?? {};
  const read = dayOf(year, month, day);
  return read && isInCalendar(new Date(read)) ? read : undefined;
}

/** The database's calendar has no year 0, and nothing happened here before 1900. */
const isInCalendar = (at: Date) => at.getUTCFullYear() >= 1900 && at.getUTCFullYear() < 3000;
