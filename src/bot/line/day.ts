import { dayBefore, dayIn } from '../../lib/time.ts';

/** The beginning of a day, once it is known when and where "now" is. */
export type Day = (now: Date, timeZone: string) => Date;

const dayLong = 24 * 3_600_000;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads `2026-09-03`, `3 Sep 2026`, `today`, `yesterday`, `7d`, `2w`, or a whole ISO time; nothing if it is none. */
export function readDay(typed: string): Day | undefined {
  const word = typed.trim().toLowerCase();
  if (word === 'today') return (now, zone) => startOf(dayIn(now, zone), zone);
  if (word === 'yesterday') return (now, zone) => startOf(dayBefore(dayIn(now, zone)), zone);
  const [, n, unit] = /^(\d{1,3})\s*([dw])$/.exec(word) ?? [];
  if (n) return (now) => new Date(now.getTime() - Number(n) * (unit === 'w' ? 7 : 1) * dayLong);
  const iso = asIso(word);
  if (iso) return isDay(iso) ? (_, zone) => startOf(iso, zone) : undefined;
  const at = /^\d{4}-\d{2}-\d{2}t[\d:.]{5,12}z$/.test(word) ? new Date(word.toUpperCase()) : undefined;
  return at && isInCalendar(at) ? () => at : undefined;
}

/** `2026-09-03` from that, or from `3 Sep 2026`. */
function asIso(word: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(word)) return word;
  const [, day = '', name = '', year = ''] = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?\s+(\d{4})$/.exec(word) ?? [];
  const month = months.indexOf(name) + 1;
  return month > 0 ? `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}` : undefined;
}

const isDay = (iso: string) => {
  const at = new Date(`${iso}T00:00:00Z`);
  return isInCalendar(at) && at.toISOString().startsWith(iso);
};

/** The database's calendar has no year 0, and nothing happened here before 1900. */
const isInCalendar = (at: Date) => at.getUTCFullYear() >= 1900 && at.getUTCFullYear() < 3000;

/** Midnight of a day in a time zone. */
function startOf(iso: string, timeZone: string): Date {
  const utc = new Date(`${iso}T00:00:00Z`);
  // The zone's distance from UTC at about that time; asked twice, since it may change in between.
  const once = new Date(utc.getTime() - offset(utc, timeZone));
  return new Date(utc.getTime() - offset(once, timeZone));
}

function offset(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const get = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return local - Math.floor(at.getTime() / 1000) * 1000;
}
