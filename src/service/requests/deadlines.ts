/** When a request is announced again and when it expires: by the school's calendar, never at the weekend. */

const hour = 3_600_000;
const day = 24 * hour;

/** A date and time of day as a clock on the wall shows it, as if the wall were at Greenwich. */
type Wall = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    // To make one takes far longer than to use it.
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
    format = new Intl.DateTimeFormat('en-US', {
      ...numeric,
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
      timeZone,
    });
    formats.set(timeZone, format);
  }
  return format;
}

function wallAt(at: number, timeZone: string): Wall {
  const parts = Object.fromEntries(
    formatIn(timeZone)
      .formatToParts(at)
      .map((p) => [p.type, Number(p.value)]),
  );
  const { year = 0, month = 1, day: date = 1, hour: h = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, date, h, minute, second) + (((at % 1_000) + 1_000) % 1_000);
}

/** The first moment at which the wall shows this; where the clocks leave it out, as long after the leap as it was meant. */
function momentOf(wall: Wall, timeZone: string): number {
  const offsetAt = (at: number) => wallAt(at, timeZone) - at;
  // No zone is more than a day away from Greenwich, and none changes twice within two.
  const [before, after] = [offsetAt(wall - day), offsetAt(wall + day)];
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(wall - offset) === offset) return wall - offset;
  }
  return wall - before;
}

const weekday = (wall: Wall) => new Date(wall).getUTCDay();

/** Whether it is Saturday or Sunday there. */
export function isWeekend(at: Date, timeZone: string): boolean {
  return [0, 6].includes(weekday(wallAt(at.getTime(), timeZone)));
}

/** Monday at the same time of day for what falls on a weekend. */
function skipWeekend(wall: Wall): Wall {
  return wall + ({ 6: 2, 0: 1 }[weekday(wall)] ?? 0) * day;
}

/** The same, or where it falls on a weekend, Monday at the same time of day. */
export function notAtWeekend(at: Date, timeZone: string): Date {
  const wall = wallAt(at.getTime(), timeZone);
  const moved = skipWeekend(wall);
  return moved === wall ? at : new Date(momentOf(moved, timeZone));
}

/**
 * So many hours later, not at the weekend. Whole days are days of the calendar: the same time of day, also where the
 * clocks change in between.
 */
export function later(from: Date, hours: number, timeZone: string): Date {
  const days = Math.floor(hours / 24);
  if (days === 0) return notAtWeekend(new Date(from.getTime() + hours * hour), timeZone);
  const sameTime = wallAt(from.getTime(), timeZone) + days * day;
  const rest = (hours % 24) * hour;
  // The weekend is skipped on the wall: the clocks change on Sundays, when a time of day may be left out.
  if (rest === 0) return new Date(momentOf(skipWeekend(sameTime), timeZone));
  return notAtWeekend(new Date(momentOf(sameTime, timeZone) + rest), timeZone);
}

/**
 * When a request that is asked for now is announced again, and when it expires. The second is counted from the first:
 * what is asked on a Friday is not announced and gone at the same moment on Monday.
 */
export function timesOf(
  asked: Date,
  {
    timeZone,
    remindAfterHours,
    expireAfterHours,
  }: { timeZone: string; remindAfterHours: number; expireAfterHours: number },
): { remindAt: Date; expiresAt: Date } {
  const remindAt = later(asked, remindAfterHours, timeZone);
  return { remindAt, expiresAt: later(remindAt, expireAfterHours - remindAfterHours, timeZone) };
}
