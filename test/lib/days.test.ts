import { expect, test } from 'vitest';
import { daysOf } from '../../src/lib/days/days-of.ts';
import { dayOrderIn } from '../../src/lib/days/order.ts';
import { readWritten } from '../../src/lib/days/written.ts';

const near = { today: '2026-09-10', towards: 'near', timeZone: 'Asia/Kolkata' } as const;

/** By day first, and by month first; one where they are the same. */
function read(text: string): (string | undefined)[] {
  const written = readWritten(text);
  if (!written) return [];
  const { 'day-first': day, 'month-first': month } = daysOf(written, near);
  return day === month ? [day] : [day, month];
}

test('one day, in the ways in which spreadsheets, systems and people write it', () => {
  const ways = [
    ['2026-09-14', '2026/09/14 00:00', '2026.9.14', '20260914', '2026-09-14T00:00:00', '2026-09-14T00:00:00+05:30'],
    ['2026-09-13T18:30:00.000Z', 'Mon Sep 14 2026 00:00:00 GMT+0530 (India Standard Time)', '14-Sep-26', '14Sep2026'],
    [
      'Sep 14, 2026',
      'Sept. 14th 2026',
      '14 September 2026',
      'Monday, 14th of September 2026',
      'Mon 14 Sep',
      '14 Sep ’26',
    ],
    [
      '14\u00a0Sep\u00a02026',
      '14 SEP 2026',
      '１４ Sep ２０２６',
      '\u200e14 Sep 2026\u200e',
      '2026年9月14日',
      '9月14日',
    ],
    ['2026년 9월 14일', '14 tháng 9, 2026', '14 de septiembre de 2026', '14 sept. 2026', '14. September 2026'],
    [
      '2026年9月14日星期一',
      '26年9月14日',
      '2026年9月14日(月)',
      'วันจันทร์ที่ 14 กันยายน พ.ศ. 2569',
      'יום שני, 14 בספטמבר 2026',
      '14 de setiembre de 2026',
      '14‑Sep‑2026',
    ],
    ['2026. 9. 14 오전 8:30:23', '2026/9/14 下午8:30', '14 sept 2026 8:30:00 a. m.', '14 set 2026 8.30.23'],
    [
      'lundi 14 septembre 2026',
      '14 сентября 2026 г.',
      '14 Eylül 2026',
      '14 września 2026',
      '14. září 2026',
      '14 أيلول 2026',
    ],
    ['१४ सितंबर २०२६', '14 กันยายน 2569', '14 ก.ย. 2569', 'segunda-feira, 14 de setembro de 2026', '14 settembre 2026'],
  ];
  for (const way of ways.flat()) expect([way, ...read(way)]).toEqual([way, '2026-09-14']);
});

test('what can be read by day and by month is told; what the calendar has only one way is one way', () => {
  expect(read('9/3/2026')).toEqual(['2026-03-09', '2026-09-03']);
  expect(read('3/3/2026')).toEqual(['2026-03-03']);
  for (const text of ['14/9/2026', '14.09.2026', '१४/०९/२०२६', '14-9-26', '14/9', '14/09/2569'])
    expect([text, ...read(text)]).toEqual([text, '2026-09-14', undefined]);
  expect(read('9/14/2026 12:00:00 AM')).toEqual([undefined, '2026-09-14']);
  // 3 September is a Thursday, 9 March a Monday.
  expect(read('Thu 9/3/2026')).toEqual([undefined, '2026-09-03']);
});

test('a day of a word that is another month elsewhere, a number, a time, a name is no day', () => {
  const none = [
    '',
    '44',
    '14.9',
    '37/50',
    '12:00',
    '5 listopada 2026',
    '8年9月14日',
    '令和8年9月14日',
    'Class 3',
    'Term 1 2026',
    'May',
    '2026-14-09',
  ];
  for (const text of [
    ...none,
    'ben',
    '1/2/3/4',
    '14 Sep 2026 and clara',
    'x'.repeat(200),
    '31/2/2026',
    'Tue 14 Sep 2026',
    // Blanks after a time, of which each took a twentieth of a second.
    ...Array.from({ length: 200 }, (_, i) => `${i}:11${' '.repeat(90)}x`),
  ])
    expect([text, ...read(text).filter((day) => day)]).toEqual([text]);
});

test('the month is written first in the United States, where they rule, and in the Philippines', () => {
  for (const zone of ['America/New_York', 'US/Pacific', 'America/Indianapolis', 'Pacific/Guam', 'Asia/Manila'])
    expect([zone, dayOrderIn(zone)]).toEqual([zone, 'month-first']);
  for (const zone of ['Asia/Kolkata', 'UTC', 'Europe/London', 'America/Mexico_City', 'Africa/Cairo'])
    expect([zone, dayOrderIn(zone)]).toEqual([zone, 'day-first']);
});
