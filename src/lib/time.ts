/** Times as people say them, in the reader's time zone. */

const parts = {
  date: ['en-GB', { day: 'numeric', month: 'short', year: 'numeric' }],
  clock: ['en-GB', { hour: '2-digit', minute: '2-digit' }],
  day: ['en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }],
} as const satisfies Record<string, [string, Intl.DateTimeFormatOptions]>;

/** Each takes a tenth of a millisecond to make; there are no more time zones than a few hundred. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: Date, part: keyof typeof parts, timeZone: string): string {
  const key = `${part} ${timeZone}`;
  const [locale, options] = parts[part];
  const kept = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, kept);
  return kept.format(at);
}

/** `today 14:05`, `yesterday 14:05`, `3 Sep 2026`. */
export function formatWhen(at: Date, now: Date, timeZone: string): string {
  const day = dayIn(at, timeZone);
  if (day === dayIn(now, timeZone)) return `today ${clock(at, timeZone)}`;
  if (day === dayBefore(dayIn(now, timeZone))) return `yesterday ${clock(at, timeZone)}`;
  return formatDate(at, timeZone);
}

/** `3 Sep 2026, 14:05` */
export const formatExactly = (at: Date, timeZone: string) => `${formatDate(at, timeZone)}, ${clock(at, timeZone)}`;

/** One month has four letters in some versions of Unicode's tables. */
export const formatDate = (at: Date, timeZone: string) => format(at, 'date', timeZone).replace('Sept', 'Sep');

const clock = (at: Date, timeZone: string) => format(at, 'clock', timeZone);

/** `2026-09-03`: sorts, and compares by day. */
export const dayIn = (at: Date, timeZone: string) => format(at, 'day', timeZone);

/** The day before, by the calendar: a day may have 23 or 25 hours. */
export const dayBefore = (iso: string) =>
  new Date(Date.parse(`${iso}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** `2 days ago`, `an hour ago`, `just now`. */
export function ago(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'a day ago' : `${days} days ago`;
}
