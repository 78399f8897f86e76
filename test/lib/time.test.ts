import { expect, test } from 'vitest';
import { addDays, dayIn, dayOf, daysLater, isTimeZone, startOfDay, weekdayIn } from '../../src/lib/time.ts';

test.each([
  ['Asia/Kolkata', '2026-09-03', '2026-09-02T18:30:00.000Z'],
  ['Pacific/Auckland', '2026-09-03', '2026-09-02T12:00:00.000Z'],
  // Cairo and São Paulo leapt over midnight, Samoa over all of 30 December; Havana has midnight twice.
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
])('in %s %s begins at %s', (zone, day, begins) => {
  expect(startOfDay(day, zone).toISOString()).toBe(begins);
});

test('the day is the one that it is there', () => {
  const at = new Date('2026-09-03T20:00:00Z');
  expect([dayIn(at, 'America/New_York'), dayIn(at, 'Asia/Kolkata')]).toEqual(['2026-09-03', '2026-09-04']);
  expect([weekdayIn(at, 'America/New_York'), weekdayIn(at, 'Asia/Kolkata')]).toEqual([4, 5]);
});

test('days are counted by the calendar', () => {
  expect([addDays('2026-03-01', -1), addDays('2028-02-28', 1), addDays('2026-12-31', 1)]).toEqual([
    '2026-02-28',
    '2028-02-29',
    '2027-01-01',
  ]);
});

test.each([
  ['an hour shorter', '2026-03-07T17:00:00Z', '2026-03-08T16:00:00.000Z'],
  ['an hour longer', '2026-10-31T16:00:00.123Z', '2026-11-01T17:00:00.123Z'],
  ['to a time that is left out', '2026-03-07T07:30:00Z', '2026-03-08T07:30:00.000Z'],
  ['to a time that is shown twice', '2026-10-31T05:30:00Z', '2026-11-01T05:30:00.000Z'],
])('a day later where the clocks change: %s', (_, from, to) => {
  expect(daysLater(new Date(from), 1, 'America/New_York').toISOString()).toBe(to);
});

test('a day has to be in the calendar', () => {
  expect([dayOf(2026, 9, 3), dayOf(2028, 2, 29)]).toEqual(['2026-09-03', '2028-02-29']);
  const none = [dayOf(2026, 2, 29), dayOf(2026, 13, 1), dayOf(2026, Number.NaN, 1), dayOf(0, 0, 0)];
  expect(none).toEqual(Array(4));
});

test('a time zone is one that there is', () => {
  expect(['Asia/Kolkata', 'UTC', '', 'Asia/Atlantis'].map(isTimeZone)).toEqual([true, true, false, false]);
});
