import { expect, test } from 'vitest';
import { dayAmong, readDay } from '../../../src/bot/line/day.ts';
import { dayIn } from '../../../src/lib/time.ts';
import { formatWhen } from '../../../src/ui/formats.ts';

const now = new Date('2026-09-10T12:00:00Z');
const in_ = (zone: string, typed: string) => readDay(typed)?.(now, zone).toISOString();
/** The day that it is there: now is a Thursday. */
const dayOf = (typed: string, towards: 'past' | 'future', zone = 'Asia/Kolkata') => {
  const at = readDay(typed, towards)?.(now, zone);
  return at && dayIn(at, zone);
};

test('a day begins at midnight where the school is, however it is written', () => {
  for (const typed of ['2026-09-03', '3 Sep 2026', '3 september 2026']) {
    expect(in_('Asia/Kolkata', typed)).toBe('2026-09-02T18:30:00.000Z');
    expect(in_('Pacific/Auckland', typed)).toBe('2026-09-02T12:00:00.000Z');
  }
  expect(in_('Asia/Kolkata', 'today')).toBe('2026-09-09T18:30:00.000Z');
  expect(in_('Asia/Kolkata', 'yesterday')).toBe('2026-09-08T18:30:00.000Z');
  expect(in_('UTC', '7d')).toBe('2026-09-03T12:00:00.000Z');
  // The clocks went forward between: it is the same time of day.
  const inSummer = new Date('2026-03-31T12:00:00Z');
  expect(readDay('7d')?.(inSummer, 'Europe/London').toISOString()).toBe('2026-03-24T13:00:00.000Z');
  for (const typed of ['', 'soon', '2026-13-01', '31 Feb 2026', '0000-01-01']) expect(readDay(typed)).toBeUndefined();
});

test('yesterday is the day before by the calendar, when the clocks change too', () => {
  const justAfter = new Date('2026-03-29T23:30:00Z'); // 00:30 on the 30th in London: the 29th had 23 hours
  expect(formatWhen(new Date('2026-03-29T12:00:00Z'), justAfter, 'Europe/London')).toBe('yesterday 13:00');
  expect(formatWhen(new Date('2026-03-28T12:00:00Z'), justAfter, 'Europe/London')).toBe('28 Mar 2026');
});

test('numbers are read as the school’s place writes them', () => {
  expect(dayOf('3/9/2026', 'past')).toBe('2026-09-03');
  expect(dayOf('3/9/2026', 'past', 'America/New_York')).toBe('2026-03-09');
  // It can be no other.
  expect(dayOf('14/9/2026', 'past', 'America/New_York')).toBe('2026-09-14');
});

test.each([
  ['1 June', '2026-06-01', '2027-06-01'],
  ['1/6', '2026-06-01', '2027-06-01'],
  ['10 Sep', '2026-09-10', '2026-09-10'],
  ['Friday', '2026-09-04', '2026-09-11'],
  ['thu', '2026-09-03', '2026-09-17'],
  ['next Monday', '2026-09-14', '2026-09-14'],
  ['last Friday', '2026-09-04', '2026-09-04'],
  ['this Wednesday', '2026-09-09', '2026-09-09'],
  ['next week', '2026-09-14', '2026-09-14'],
  ['tomorrow', '2026-09-11', '2026-09-11'],
  ['in 2 weeks', '2026-09-24', '2026-09-24'],
  ['a week ago', '2026-09-03', '2026-09-03'],
  ['2w', '2026-08-27', '2026-09-24'],
])('without its year, or by words, %s is %s behind and %s ahead', (typed, past, future) => {
  expect([dayOf(typed, 'past'), dayOf(typed, 'future')]).toEqual([past, future]);
});

test('a day among words is the longest at their beginning, or at their end', () => {
  expect(dayAmong('1 June 2027 he leaves'.split(' '), 'future')?.taken).toBe(3);
  expect(dayAmong('ben okafor 3 Sep 2026'.split(' '), 'past', true)?.taken).toBe(3);
  expect(dayAmong(['ben', 'okafor'], 'past', true)).toBeUndefined();
});
