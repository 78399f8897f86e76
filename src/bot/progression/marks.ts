import { plainDigits } from '../../lib/digits.ts';

/** What stands in a cell for marks. */
export type Mark =
  | { mark: number; outOf?: number }
  /** Of the maximum mark, from 0 to 100. */
  | { percent: number }
  /** `absent`, `n/a`, a grade: there is no mark. */
  | { word: string }
  /** What it may have been meant as, where a letter stands for a digit. */
  | { problem: 'letters' | 'none' };

/** The highest maximum mark; the database's own check. */
const highest = 1_000;

/**
 * Reads a cell for marks: `12`, `12.5` or `12,5`, with digits of any script, from 0 to 1,000 with at most two decimals that are not
 * 0; `37/50`; `75%`. What has no digit in it is a word.
 *
 * @param cell not empty
 */
export function readMark(cell: string): Mark {
  const text = plainDigits(cell)
    .replace(/\p{Cf}/gu, '')
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
    .replaceAll('٪', '%')
    .trim();
  if (/^[oil|\d.,]*$/i.test(text) && /[oil|]/i.test(text)) return { problem: 'letters' };
  if (!/\p{N}/u.test(text)) return text.startsWith('#') ? { problem: 'none' } : { word: text || cell.trim() };
  const number = readNumber(text);
  if (number !== undefined) return { mark: number };
  const [, part = '', whole = ''] = /^([\d.,]+)\s*(?:\/|out of|of)\s*([\d.,]+)$/i.exec(text) ?? [];
  const [mark, outOf] = [readNumber(part), readNumber(whole)];
  if (mark !== undefined && outOf) return { mark, outOf };
  // Turkish writes `%85`.
  const percent = readNumber(/^(?=.*%)%?\s*([\d.,]+)\s*%?$/.exec(text)?.[1] ?? '');
  return percent !== undefined && percent <= 100 ? { percent } : { problem: 'none' };
}

/** Nothing for `1.000`, which is 1 to some and 1,000 to others. */
export function readNumber(typed: string): number | undefined {
  const text = plainDigits(typed).trim();
  if (/^1[, '’\u202f]000$/.test(text)) return highest;
  if (text === '1.000' || !/^\d{1,4}(?:[.,]\d{1,2}0*)?$/.test(text)) return undefined;
  const number = Number(text.replace(',', '.'));
  return number <= highest ? number : undefined;
}

/** So much of a maximum mark, to two decimals. */
export const partOf = (percent: number, max: number): number => Math.round(percent * max) / 100;
