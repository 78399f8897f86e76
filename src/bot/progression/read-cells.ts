const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `12`, `12.5` or `12,5`, from 0 to 1,000, with at most two decimals; nothing for anything else. */
export function readMark(word: string): number | undefined {
  if (!/^\d{1,4}(?:[.,]\d{1,2})?$/.test(word)) return undefined;
  const mark = Number(word.replace(',', '.'));
  return mark <= 1_000 ? mark : undefined;
}

/** `2026-09-03` from that, `3/9/2026`, `03.09.2026` or `3 Sep 2026`: the day first, as spreadsheets outside of the USA have it. */
export function readCalendarDay(word: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word);
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(word);
  const named = /^(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{4})$/i.exec(word);
  const [, year = '', month = '', day = ''] = iso ?? [];
  if (iso) return inCalendar(year, Number(month), Number(day));
  if (local) return inCalendar(local[3] ?? '', Number(local[2]), Number(local[1]));
  if (named) return inCalendar(named[3] ?? '', months.indexOf((named[2] ?? '').toLowerCase()) + 1, Number(named[1]));
  return undefined;
}

function inCalendar(year: string, month: number, day: number): string | undefined {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  const is = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  return is && Number(year) >= 1990 && Number(year) < 2100 ? text : undefined;
}
