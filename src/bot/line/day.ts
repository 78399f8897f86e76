import { daysOf, type Towards } from '../../lib/days/days-of.ts';
import { dayOrderIn } from '../../lib/days/order.ts';
import { readWritten } from '../../lib/days/written.ts';
import { addDays, dayIn, daysLater, startOfDay, weekdayIn } from '../../lib/time.ts';

/** The beginning of a day, once it is known when and where "now" is. */
export type Day = (now: Date, timeZone: string) => Date;

/**
 * Reads a day as people type it: as it is written in any file (`2026-09-03`, `3 Sep`, `1/6`, by the order of the school's place),
 * or by words: `today`, `tomorrow`, `Friday`, `next Monday`, `last week`, `7d`, `in 2 weeks`.
 *
 * @param towards where a day that can be on either side of today is looked for: `Friday`, `1 June`, `7d`
 * @returns nothing where it is none
 */
export function readDay(typed: string, towards: Exclude<Towards, 'near'> = 'past'): Day | undefined {
  const words = typed.trim().toLowerCase().replace(/\s+/g, ' ');
  const moment = /^\d{4}-\d{2}-\d{2}t[\d:.]{5,12}z$/.test(words) ? new Date(words.toUpperCase()) : undefined;
  if (moment) return isInCalendar(moment) ? () => moment : undefined;
  return relativeDay(words, towards) ?? writtenDay(typed, towards);
}

/** Most words that a day has: `Monday , 14th of September 2026`. */
const maxWords = 6;

/** The longest day that stands at the beginning of the words, and how many of them it takes; at their end, with `fromEnd`. */
export function dayAmong(
  words: string[],
  towards: Exclude<Towards, 'near'>,
  fromEnd = false,
): { day: Day; taken: number } | undefined {
  for (let taken = Math.min(maxWords, words.length); taken > 0; taken--) {
    const day = readDay((fromEnd ? words.slice(-taken) : words.slice(0, taken)).join(' '), towards);
    if (day) return { day, taken };
  }
}

function writtenDay(typed: string, towards: Towards): Day | undefined {
  const written = readWritten(typed);
  if (!written) return undefined;
  const dayIn_ = (now: Date, timeZone: string) => {
    const days = daysOf(written, { today: dayIn(now, timeZone), towards, timeZone });
    return days[dayOrderIn(timeZone)] ?? Object.values(days)[0];
  };
  // Whether there is such a day depends neither on when it is nor where.
  const any = dayIn_(new Date(0), 'UTC');
  if (!any || !isInCalendar(new Date(any))) return undefined;
  return (now, zone) => startOfDay(dayIn_(now, zone) ?? any, zone);
}

const daysByWord: Record<string, number> = { today: 0, yesterday: -1, tomorrow: 1 };
const unitDays: Record<string, number> = { d: 1, day: 1, days: 1, w: 7, week: 7, weeks: 7 };
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function relativeDay(words: string, towards: Towards): Day | undefined {
  const days = daysByWord[words];
  if (days !== undefined) return fromToday(() => days);
  const [, ahead, n, unit = '', ago] = /^(in )?(an?|\d{1,3}) ?(d|days?|w|weeks?)( ago)?$/.exec(words) ?? [];
  if (n && !(ahead && ago)) {
    const length = (n.startsWith('a') ? 1 : Number(n)) * (unitDays[unit] ?? 1);
    // `7d` is as long ago as that; a change to come is on a day.
    if (ahead || (!ago && towards === 'future')) return fromToday(() => length);
    return (now, zone) => daysLater(now, -length, zone);
  }
  const [, which = '', name = ''] = /^(?:(next|last|this) )?([a-z]{3,9})$/.exec(words) ?? [];
  if (name === 'week' && which)
    return fromToday((today) => 1 - today + 7 * ['last', 'this', 'next'].indexOf(which) - 7);
  const weekday = name ? weekdays.findIndex((d) => d.startsWith(name)) + 1 : 0;
  if (!weekday) return undefined;
  // Next Friday is the one of next week; Friday alone, and last Friday, is the nearest that is not today.
  if (which === 'next' || which === 'this') return fromToday((today) => weekday - today + (which === 'next' ? 7 : 0));
  if (towards === 'future' && !which) return fromToday((today) => ((weekday - today + 6) % 7) + 1);
  return fromToday((today) => -((today - weekday + 6) % 7) - 1);
}

/** @param days how many days from today, by what day of the week it is */
const fromToday =
  (days: (weekday: number) => number): Day =>
  (now, zone) =>
    startOfDay(addDays(dayIn(now, zone), days(weekdayIn(now, zone))), zone);

/** The database's calendar has no year 0, and nothing happened here before 1900. */
const isInCalendar = (at: Date) => at.getUTCFullYear() >= 1900 && at.getUTCFullYear() < 3000;
