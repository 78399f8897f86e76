import type { CellValue } from 'hucre/xlsx';
import { sanitize } from '../../../lib/text.ts';

/**
 * A cell as a person would type it: a day as `2026-09-14`, with `T09:30` where it has a time; `85%` where that is what the cell
 * shows, and `00123` too; a number with all its digits and no exponent.
 * A NUL, which a workbook may write as `_x0000_`, is `\ufffd`: whoever reads on puts NULs between cells.
 *
 * @param format the cell's number format, where it has one
 */
export function cellText(value: CellValue | undefined, format = ''): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Date) return dayText(value);
  return typeof value === 'number' ? numberText(value, format) : sanitize(value);
}

function dayText(given: Date): string {
  // A time is a part of a day, and rounded where it was written.
  const date = new Date(Math.round(given.getTime() / 1_000) * 1_000);
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', rest = ''] = date.toISOString().split('T');
  const time = rest.replace(/(?::00)?\.000Z$/, '');
  // A time by itself is one of the day on which a spreadsheet's days begin.
  if (day < '1900-01-01' || day === '1904-01-01') return time;
  return time === '00:00' ? day : `${day}T${time}`;
}

function numberText(value: number, format: string): string {
  if (!Number.isFinite(value)) return '';
  const shown = format.replace(/"[^"]*"|\\./g, '');
  if (shown.includes('%')) return `${plain(value * 100)}%`;
  if (/^0{2,20}$/.test(shown) && Number.isInteger(value) && value >= 0) return plain(value).padStart(shown.length, '0');
  return plain(value);
}

/** Fifteen digits, as Excel keeps them: 12.3 is 12.3, whatever binary makes of it. */
const plain = (value: number): string => {
  const text = String(Number.isSafeInteger(value) ? value : Number(value.toPrecision(15)));
  return text.includes('e') ? digits.format(value) : text;
};

const digits = new Intl.NumberFormat('en', {
  useGrouping: false,
  maximumFractionDigits: 20,
  maximumSignificantDigits: 15,
});
