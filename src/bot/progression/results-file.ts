import type { DayColumn } from '../../lib/days/column.ts';
import { daysOf } from '../../lib/days/days-of.ts';
import { dayOrderIn } from '../../lib/days/order.ts';
import { readWritten } from '../../lib/days/written.ts';
import type { ImportRow } from '../../service/progression/import-rows.ts';
import type { Answers } from '../form-inputs.ts';
import type { FileRow } from '../tables/checked-rows.ts';
import type { Table } from '../tables/read.ts';
import type { ChosenColumns, Layout } from './lay-out.ts';

export interface ResultRow extends FileRow {
  row: ImportRow;
  /** What stands in place of a mark: no result is made of it. */
  word?: string;
  /** The mark was given in per cent. */
  percent?: number;
  /** What is wrong with it may be put right by an answer for the whole file. */
  isAskedAbout?: boolean;
}

/** A file of results, as far as it can be read by itself. */
export interface ResultsFile {
  table: Table;
  /** What was said of its columns, now or of one like it. */
  chosen: ChosenColumns;
  layout: Layout;
  rows: ResultRow[];
  days: DayColumn;
  /** The names of the tests, once each, in the file's order; '' for the one of a file that names none. */
  tests: string[];
  /** What stands in the column of stages and is none of Cambridge's: `Year 4`. */
  stages: string[];
}

/** Where and when a file is read, and what was answered to what was asked about it. */
export interface ReadingOf {
  near: { today: string; timeZone: string };
  answers: Answers;
}

/** Tests of one name are one, whatever their letter case. */
export const testKey = (name: string) => name.trim().toLowerCase();

/** What was typed in answer; '' where nothing was. */
export const textOf = (answer: Answers[string]): string => (typeof answer === 'string' ? answer.trim() : '');

/** A test's day as it was typed, by the order of the school's place. */
export function dayAnswered(typed: string, near: ReadingOf['near']): string | undefined {
  const written = readWritten(typed);
  const days = written ? daysOf(written, { ...near, towards: 'near' }) : {};
  return days[dayOrderIn(near.timeZone)] ?? Object.values(days)[0];
}
