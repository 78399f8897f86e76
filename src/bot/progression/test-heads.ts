import { daysOf } from '../../lib/days/days-of.ts';
import { readWritten } from '../../lib/days/written.ts';
import { plainDigits } from '../../lib/digits.ts';
import { readMark, readNumber } from './marks.ts';

/** A test that has a column of its own. */
export interface TestColumn {
  at: number;
  name: string;
  maxMark?: number;
  /** `2026-09-03` */
  date?: string;
}

/** Longest head that is looked at: the name of a test is shorter. */
const maxHead = 300;

/** `Autumn test (50)`, `Term 1 [max 40]`; `Test 1 /20`, `Quiz out of 10`; `Paper 1 – 40 marks` */
const forms = [
  /\s?[([{]\s*(?:\/|max(?:imum|\.)?(?:\s*(?:mark|score)s?)?|out of|of|from|total)?[\s:=]*(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:marks?|points?|pts\.?|punkte?|puntos|pontos)?\s*[)\]}]\s*$/i,
  /[\s,;:–-]{0,3}(?:\/|\bmax(?:imum|\.)?(?:\s*(?:mark|score)s?)?|\bout of)[\s:=]*(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:marks?|points?)?\s*$/i,
  /[\s,;:–-]{1,3}(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:marks|points|pts\.?|punkte|puntos|pontos)\s*$/i,
];

/** The number by which a system knows it: Canvas writes `Quiz (12345)`. A year is none. */
const systemsId = /\s*\((?!(?:19|20)\d\d\))\d{4,12}\)\s*$/;

const dayInBrackets = /\s*[([{]([^()[\]{}]{6,30})[)\]}]\s*$/;

/**
 * What the head of a test's column says: its name, and its day and maximum mark where they stand there. A number below the marks is no
 * maximum, but a part of the name: `Test (2)`.
 *
 * @param cells some of what stands below it
 */
export function readTestHead(head: string, at: number, cells: string[]): TestColumn {
  const test: TestColumn = {
    at,
    name: plainDigits(head.slice(0, maxHead)).replace(/\s+/g, ' ').replace(systemsId, '').trim(),
  };
  takeDay(test);
  for (const form of forms) {
    const found = form.exec(test.name);
    const max = found && readNumber(found[1] ?? '');
    if (!found || !max || found.index === 0 || isBelow(max, cells)) continue;
    test.maxMark = max;
    test.name = test.name.slice(0, found.index).trim();
    takeDay(test);
    break;
  }
  return test;
}

/** The day may stand behind the maximum mark, or before it. */
function takeDay(test: TestColumn): void {
  const bracketed = dayInBrackets.exec(test.name);
  const date = bracketed && bracketed.index > 0 && oneDay(bracketed[1] ?? '');
  if (!date) return;
  test.date = date;
  test.name = test.name.slice(0, bracketed.index);
}

/** The day that is written here, where it is so with its year, whichever way its numbers are read. */
export function oneDay(text: string): string | undefined {
  const written = readWritten(text);
  if (!written || Object.values(written.readings).some(({ year }) => year === undefined)) return undefined;
  const days = Object.values(daysOf(written, { today: '2000-01-01', towards: 'near', timeZone: 'UTC' }));
  return new Set(days).size === 1 ? days[0] : undefined;
}

/** One mark that was mistyped may be above it, not several. */
function isBelow(max: number, cells: string[]): boolean {
  const marks = cells.map(readMark).flatMap((m) => ('mark' in m ? m.mark : []));
  return marks.filter((mark) => mark > max).length * 5 > marks.length;
}
