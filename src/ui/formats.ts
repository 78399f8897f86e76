/** Numbers, lists, dates and lengths of time, as people read them. */

import { addDays, dayIn, formatIn } from '../lib/time.ts';
import { type LinkKind, linkTtlMs } from '../words/links.ts';

/** Made once: a hundred sentences have a number by the time that the program is ready. */
const numbers = new Intl.NumberFormat('en-GB');

/** `1,000` */
export const formatNumber = (n: number) => numbers.format(n);

/** `1 test`, `12 tests`, `1,000 people` with `person`, `people`. */
export const count = (n: number, one: string, many = `${one}s`) => `${formatNumber(n)} ${n === 1 ? one : many}`;

export const people = (n: number) => count(n, 'person', 'people');

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], joiner = 'and'): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${joiner} ${items.at(-1)}`;
}

/** `3 Sep 2026`. One month has four letters in some versions of Unicode's tables. */
export const formatDate = (at: Date, timeZone: string) =>
  formatIn(timeZone, 'en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(at).replace('Sept', 'Sep');

/** The same of a day such as `2026-09-03`. */
export const formatDay = (day: string) => formatDate(new Date(`${day}T00:00:00Z`), 'UTC');

const clock = (at: Date, timeZone: string) =>
  formatIn(timeZone, 'en-GB', { hour: '2-digit', minute: '2-digit' }).format(at);

/** `today 14:05`, `yesterday 14:05`, `3 Sep 2026`. */
export function formatWhen(at: Date, now: Date, timeZone: string): string {
  const day = dayIn(at, timeZone);
  if (day === dayIn(now, timeZone)) return `today ${clock(at, timeZone)}`;
  if (day === addDays(dayIn(now, timeZone), -1)) return `yesterday ${clock(at, timeZone)}`;
  return formatDate(at, timeZone);
}

/** `14:05` */
export const formatClock = clock;

/** `Today`, `Yesterday`, `Thursday 3 September 2026`: what begins a day of a diary. */
export function formatDiaryDay(at: Date, now: Date, timeZone: string): string {
  const day = dayIn(at, timeZone);
  if (day === dayIn(now, timeZone)) return 'Today';
  if (day === addDays(dayIn(now, timeZone), -1)) return 'Yesterday';
  const words = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return formatIn(timeZone, 'en-GB', words).format(at).replace(',', '');
}

/** `3 Sep 2026, 14:05` */
export const formatExactly = (at: Date, timeZone: string) => `${formatDate(at, timeZone)}, ${clock(at, timeZone)}`;

/** `2 days ago`, `an hour ago`, `just now`. */
export function ago(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  return minutes < 1 ? 'just now' : `${howLong(minutes)} ago`;
}

/** How long something has lasted, in whole ones of its largest unit: `less than a minute`, `40 minutes`, `an hour`, `2 days`. */
export function howLong(minutes: number): string {
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1_440)];
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
  if (hours < 24) return hours === 1 ? 'an hour' : `${hours} hours`;
  return days === 1 ? 'a day' : `${days} days`;
}

/** A length of time that was set, in the largest unit that it fills: `7 days`, `1 hour`, `30 minutes`. */
export function lengthOfTime(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes >= 2 * 1_440 && minutes % 1_440 === 0) return `${minutes / 1_440} days`;
  if (minutes >= 60 && minutes % 60 === 0) return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** How long someone has to wait, rounded up: `a minute`, `15 minutes`, from an hour and a half on `2 hours`. */
export function waitOf(minutes: number): string {
  if (minutes > 90) return `${Math.ceil(minutes / 60)} hours`;
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

/** How long a link is good for. */
export const lifeOf = (link: LinkKind) => lengthOfTime(linkTtlMs[link]);

/** `8 MB`, of a limit in bytes. */
export const megabytes = (bytes: number) => `${Math.floor(bytes / 1_000_000)} MB`;
