import { createRequire } from 'node:module';

/** Days of the calendar and times of day, where someone is. A day is written `2026-09-03`, so that days sort. */

const require = createRequire(import.meta.url);

/** Loaded by the first that asks: it takes some 40 ms, and few starts need it. */
const temporal = () => (require('temporal-polyfill') as typeof import('temporal-polyfill')).Temporal;

const zoned = (at: Date, timeZone: string) =>
  temporal().Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format, kept: making one takes a tenth of a millisecond, and there are no more time zones than a few hundred. */
export function formatIn(timeZone: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([timeZone, locale, options]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, format);
  return format;
}

/** Whether it names a time zone, such as `Asia/Kolkata`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The day that it is there. */
export const dayIn = (at: Date, timeZone: string): string =>
  formatIn(timeZone, 'en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** So many days later; earlier, where they are negative. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The moment at which a day begins there: midnight, or as soon as the clocks have leapt over it. */
export const startOfDay = (day: string, timeZone: string): Date =>
  new Date(temporal().PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);

/**
 * The same time of day there so many days later. A time that the clocks leave out is moved on by the length of the gap; of
 * one that they show twice it is the first.
 */
export const daysLater = (at: Date, days: number, timeZone: string): Date =>
  new Date(zoned(at, timeZone).add({ days }).epochMilliseconds);

/** What day of the week it is there, from 1 for Monday to 7. */
export const weekdayIn = (at: Date, timeZone: string): number => zoned(at, timeZone).dayOfWeek;

/** The day of these numbers; nothing where the calendar has no such day. */
export function dayOf(year: number, month: number, day: number): string | undefined {
  const text = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined;
}
