import { expect, test } from 'vitest';
import { readDay } from '../../../src/bot/line/day.ts';
import { formatWhen } from '../../../src/ui/formats.ts';

const now = new Date('2026-09-10T12:00:00Z');
const in_ = (zone: string, typed: string) => readDay(typed)?.(now, zone).toISOString();

test('a day begins at midnight where the school is, however it is written', () => {
  for (const typed of ['2026-09-03', '3 Sep 2026', '3 september 2026']) {
    expect(in_('Asia/Kolkata', typed)).toBe('2026-09-02T18:30:00.000Z');
    expect(in_('Pacific/Auckland', typed)).toBe('2026-09-02T12:00:00.000Z');
  }
  expect(in_('Asia/Kolkata', 'today')).toBe('2026-09-09T18:30:00.000Z');
  expect(in_('Asia/Kolkata', 'yesterday')).toBe('2026-09-08T18:30:00.000Z');
  expect(in_('UTC', '7d')).toBe('2026-09-03T12:00:00.000Z');
  for (const typed of ['', 'soon', '2026-13-01', '31 Feb 2026', '0000-01-01']) expect(readDay(typed)).toBeUndefined();
});

test('yesterday is the day before by the calendar, when the clocks change too', () => {
  const justAfter = new Date('2026-03-29T23:30:00Z'); // 00:30 on the 30th in London: the 29th had 23 hours
  expect(formatWhen(new Date('2026-03-29T12:00:00Z'), justAfter, 'Europe/London')).toBe('yesterday 13:00');
  expect(formatWhen(new Date('2026-03-28T12:00:00Z'), justAfter, 'Europe/London')).toBe('28 Mar 2026');
});
