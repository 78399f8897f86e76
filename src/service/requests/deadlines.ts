import { daysLater, weekdayIn } from '../../lib/time.ts';

/** When a request is announced again and when it expires: by the school's calendar, never at the weekend. */

const hour = 3_600_000;

/** Days from a day of the week to the next that is none of a weekend: Monday is 1, and 13 a Saturday like 6. */
const daysToSkip = (weekday: number) => ({ 6: 2, 0: 1 })[weekday % 7] ?? 0;

/** Whether it is Saturday or Sunday there. */
export const isWeekend = (at: Date, timeZone: string): boolean => daysToSkip(weekdayIn(at, timeZone)) > 0;

/**
 * The same time of day so many days later, on Monday where that is a weekend. Counted in one go: the clocks change on
 * Sundays, when a time of day may be left out.
 */
function weekdayLater(from: Date, days: number, timeZone: string): Date {
  return daysLater(from, days + daysToSkip(weekdayIn(from, timeZone) + days), timeZone);
}

/** The same, or where it falls on a weekend, Monday at the same time of day. */
export const notAtWeekend = (at: Date, timeZone: string): Date => weekdayLater(at, 0, timeZone);

/**
 * So many hours later, not at the weekend. Whole days are days of the calendar: the same time of day, also where the
 * clocks change in between.
 */
export function later(from: Date, hours: number, timeZone: string): Date {
  const days = Math.floor(hours / 24);
  const rest = (hours % 24) * hour;
  if (rest === 0) return weekdayLater(from, days, timeZone);
  return notAtWeekend(new Date(daysLater(from, days, timeZone).getTime() + rest), timeZone);
}

type Settings = { timeZone: string; remindAfterHours: number; expireAfterHours: number };

/**
 * When a request that is asked for now is announced again, and when it expires. The second is counted from the first:
 * what is asked on a Friday is not announced and gone at the same moment on Monday.
 */
export function timesOf(
  asked: Date,
  { timeZone, remindAfterHours, expireAfterHours }: Settings,
): { remindAt: Date; expiresAt: Date } {
  const remindAt = later(asked, remindAfterHours, timeZone);
  return { remindAt, expiresAt: later(remindAt, expireAfterHours - remindAfterHours, timeZone) };
}
