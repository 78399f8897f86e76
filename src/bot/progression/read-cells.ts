import { dayOf } from '../../lib/time.ts';

/** `12`, `12.5` or `12,5`, from 0 to 1,000, with at most two decimals; nothing for anything else. */
export function readMark(word: string): number | undefined {
  if (!/^\d{1,4}(?:[.,]\d{1,2})?$/.test(word)) return undefined;
  const mark = Number(word.replace(',', '.'));
  return mark <= 1_000 ? mark : undefined;
}

const writtenDays = [
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/,
  /^(?<day>\d{1,2})[/.-](?<month>\d{1,2})[/.-](?<year>\d{4})$/,
  /^(?<day>\d{1,2})[\s-]+(?<month>[a-z]{3})[a-z]*\.?[\s-]+(?<year>\d{4})$/i,
];

/** `2026-09-03` from that, `3/9/2026`, `03.09.2026` or `3 Sep 2026`: the day first, as spreadsheets outside of the USA have it. */
export function readCalendarDay(word: string): string | undefined {
  const written = writtenDays.map((form) => form.exec(word)).find((found) => found);
  const { year = '', month = '', day = '' } = written?.groups ?? {};
  return Number(year) >= 1990 && Number(year) < 2100 ? dayOf(year, month, day) : undefined;
}
