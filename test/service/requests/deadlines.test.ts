import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWeekend, later, notAtWeekend, timesOf } from '../../../src/service/requests/deadlines.ts';

const zones = ['Asia/Kolkata', 'America/New_York', 'Pacific/Auckland'];
const hour = 3_600_000;

/** `Mon 14:05` there. */
function clockOf(at: Date, timeZone: string): string {
  const format = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(at).replace(',', '');
}
const timeOf = (at: Date, timeZone: string) => clockOf(at, timeZone).slice(4);

const days = { remindAfterHours: 24, expireAfterHours: 72 };
const both = (asked: string, timeZone: string) => {
  const { remindAt, expiresAt } = timesOf(new Date(asked), { timeZone, ...days });
  return [asked, remindAt.toISOString(), expiresAt.toISOString()];
};

describe('by the calendar', () => {
  test.each([
    // Monday to Friday afternoon, and the weekend, where the clocks never change.
    ['Asia/Kolkata', '2026-09-07T08:35:00.000Z', '2026-09-08T08:35:00.000Z', '2026-09-10T08:35:00.000Z'],
    ['Asia/Kolkata', '2026-09-09T08:35:00.000Z', '2026-09-10T08:35:00.000Z', '2026-09-14T08:35:00.000Z'],
    ['Asia/Kolkata', '2026-09-10T08:35:00.000Z', '2026-09-11T08:35:00.000Z', '2026-09-14T08:35:00.000Z'],
    ['Asia/Kolkata', '2026-09-11T08:35:00.000Z', '2026-09-14T08:35:00.000Z', '2026-09-16T08:35:00.000Z'],
    ['Asia/Kolkata', '2026-09-12T08:35:00.000Z', '2026-09-14T08:35:00.000Z', '2026-09-16T08:35:00.000Z'],
    ['Asia/Kolkata', '2026-09-13T08:35:00.000Z', '2026-09-14T08:35:00.000Z', '2026-09-16T08:35:00.000Z'],
    // Friday evening by Greenwich is Saturday in Kolkata.
    ['Asia/Kolkata', '2026-09-11T20:00:00.000Z', '2026-09-13T20:00:00.000Z', '2026-09-15T20:00:00.000Z'],
    // Spring in New York: on Sunday 8 March 2026 there is no 02:30. Asked on Thursday at 09:00.
    ['America/New_York', '2026-03-05T14:00:00.000Z', '2026-03-06T14:00:00.000Z', '2026-03-09T13:00:00.000Z'],
    // Asked on Saturday at 02:30: Monday at 02:30, though Sunday has none.
    ['America/New_York', '2026-03-07T07:30:00.000Z', '2026-03-09T06:30:00.000Z', '2026-03-11T06:30:00.000Z'],
    // Autumn: Friday 30 October at 16:00 and Monday 2 November at 16:00, an hour more apart.
    ['America/New_York', '2026-10-30T20:00:00.000Z', '2026-11-02T21:00:00.000Z', '2026-11-04T21:00:00.000Z'],
    // 01:30 on the Sunday that has two of them.
    ['America/New_York', '2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z', '2026-11-04T06:30:00.000Z'],
    ['America/New_York', '2026-11-01T06:30:00.000Z', '2026-11-02T06:30:00.000Z', '2026-11-04T06:30:00.000Z'],
    // Spring in Auckland is in September: Friday 25, 15:00 there, is Friday 03:00 by Greenwich.
    ['Pacific/Auckland', '2026-09-25T03:00:00.000Z', '2026-09-28T02:00:00.000Z', '2026-09-30T02:00:00.000Z'],
    // Sunday by Greenwich is Monday in Auckland: no weekend.
    ['Pacific/Auckland', '2026-09-06T21:00:00.000Z', '2026-09-07T21:00:00.000Z', '2026-09-09T21:00:00.000Z'],
    // Autumn there is in April: Thursday 2 April 2026, 10:00.
    ['Pacific/Auckland', '2026-04-01T21:00:00.000Z', '2026-04-02T21:00:00.000Z', '2026-04-05T22:00:00.000Z'],
  ])('%s: asked %s, announced again %s, expired %s', (timeZone, asked, remind, expire) => {
    expect(both(asked, timeZone)).toEqual([asked, remind, expire]);
  });

  test('a time of day that a weekday leaves out is as long after the leap', () => {
    // Cairo leaps at midnight of a Friday: 24 April 2026 has no 00:30.
    expect(later(new Date('2026-04-22T22:30:00Z'), 24, 'Africa/Cairo').toISOString()).toBe('2026-04-23T22:30:00.000Z');
    expect(timeOf(new Date('2026-04-23T22:30:00Z'), 'Africa/Cairo')).toBe('01:30');
  });
});

describe.each(zones)('in %s, at any moment of ten years', (timeZone) => {
  const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2034-01-01'), noInvalidDate: true });
  const hours = fc.integer({ min: 1, max: 720 });

  test('nothing falls on a weekend', () => {
    fc.assert(
      fc.property(moment, hours, (at, n) => {
        expect(isWeekend(later(at, n, timeZone), timeZone)).toBe(false);
        expect(['Sat', 'Sun']).not.toContain(clockOf(later(at, n, timeZone), timeZone).slice(0, 3));
      }),
    );
  });

  test('whole days keep the time of day', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 30 }), (at, n) => {
        // 02:00 to 03:00 may be left out, but only on Sundays in these zones.
        expect(timeOf(later(at, n * 24, timeZone), timeZone)).toBe(timeOf(at, timeZone));
      }),
    );
  });

  test('it is never sooner than so many hours, but for the one that the clocks take', () => {
    fc.assert(
      fc.property(moment, hours, (at, n) => {
        const passed = later(at, n, timeZone).getTime() - at.getTime();
        expect(passed).toBeGreaterThanOrEqual((n - 1) * hour);
        expect(passed).toBeLessThanOrEqual((n + 49) * hour);
      }),
    );
  });

  test('what is asked is announced again before it expires, by as much as the settings say', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 2, max: 300 }), (at, remind, more) => {
        const times = timesOf(at, { timeZone, remindAfterHours: remind, expireAfterHours: remind + more });
        expect(times.remindAt.getTime()).toBeGreaterThan(at.getTime());
        expect(times.expiresAt.getTime() - times.remindAt.getTime()).toBeGreaterThanOrEqual((more - 1) * hour);
      }),
    );
  });

  test('a weekday stays as it is, a weekend becomes Monday', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const moved = notAtWeekend(at, timeZone);
        if (isWeekend(at, timeZone)) expect(clockOf(moved, timeZone)).toBe(`Mon ${timeOf(at, timeZone)}`);
        else expect(moved).toEqual(at);
      }),
    );
  });
});
