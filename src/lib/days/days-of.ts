import { dayIn, dayOf } from '../time.ts';
import type { DayOrder } from './order.ts';
import type { Parts, WrittenDay } from './written.ts';

/** Where a day without its year is looked for: on which side of today, which counts for both; or as near as can be. */
export type Towards = 'past' | 'future' | 'near';

/**
 * The days of the calendar that were meant, `2026-09-03`, by either order; nothing for an order in which there is no such day,
 * or in which it is on another day of the week than it says.
 *
 * @param near.today the day that it is there
 */
export function daysOf(
  { readings, weekdays, moment }: WrittenDay,
  near: { today: string; towards: Towards; timeZone: string },
): Partial<Record<DayOrder, string>> {
  const fits = (day: string) => !weekdays || weekdays.has(new Date(day).getUTCDay() || 7);
  const meant = ({ year, month, day }: Parts) => {
    const years = year === undefined ? yearsNear(near.today) : [year];
    const days = years.flatMap((y) => dayOf(y, month, day) ?? []).filter(fits);
    return year === undefined ? nearest(days, near) : days[0];
  };
  return Object.fromEntries(
    Object.entries(readings).flatMap(([order, parts]) => {
      const day = meant(parts);
      if (!day) return [];
      return [[order, moment ? dayIn(new Date(Date.parse(day) + moment.time - moment.ahead), near.timeZone) : day]];
    }),
  );
}

/** Enough for a 29 February, and for any date to fall on each day of the week. */
const yearsNear = (today: string) => Array.from({ length: 25 }, (_, i) => Number(today.slice(0, 4)) + i - 12);

function nearest(days: string[], { today, towards }: { today: string; towards: Towards }): string | undefined {
  const distance = (day: string) => Math.abs(Date.parse(day) - Date.parse(today));
  return days
    .filter((day) => towards === 'near' || (towards === 'past' ? day <= today : day >= today))
    .sort((a, b) => distance(a) - distance(b))[0];
}
