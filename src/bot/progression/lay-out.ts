import { shorten } from '../../lib/text.ts';
import type { Answers } from '../form-inputs.ts';
import { findColumns, headAt, type Unused, unusedColumns } from '../tables/columns.ts';
import type { Cells, Table } from '../tables/read.ts';
import { readMark, readNumber } from './marks.ts';
import { isMaximum, isNoLearner, isNoTest, type ResultColumn, resultColumns } from './result-columns.ts';
import { readTestHead, type TestColumn } from './test-heads.ts';

/** What the columns of a file of results are, and which of its rows are learners. */
export interface Layout {
  at: Partial<Record<ResultColumn, number>>;
  /** The tests that have a column each: such a file has no column for the mark. */
  tests: TestColumn[];
  strands: { name: string; at: number }[];
  rows: Cells[];
  unused: Unused[];
  /** Rows below or above the learners: `Average`, `Maximum`. */
  passedOver: string[];
}

/** Longest name of a strand, in characters. */
const maxStrandName = 60;
/** Rows that tell what a column is. */
const telling = 300;

/** @param answers which column is the group, or the learner, where that was asked */
export async function layOut(table: Table, answers: Answers): Promise<Layout> {
  const { columns, rows } = table;
  const chosen = Object.fromEntries(
    askedColumns.flatMap((column) => {
      const place = columns.findIndex((_, at) => String(at) === answers[`column-${column}`]);
      return place < 0 ? [] : [[column, place]];
    }),
  );
  const { at, others } = await findColumns(resultColumns, table, { chosen, holds: { stage: /\d/ } });
  const samples = (place: number) =>
    rows
      .slice(0, telling)
      .map(({ cells }) => cells[place]?.trim() ?? '')
      .filter(Boolean);
  // A single test is called `Test` now and then, with its marks below.
  if (at.mark === undefined && at.test !== undefined && isOfMarks(samples(at.test))) {
    others.push(at.test);
    others.sort((a, b) => a - b);
    delete at.test;
  }
  const strands = others.flatMap((place) => {
    const name = /^\s*strand\s*[:\-–]\s*(.+)$/i.exec(columns[place] ?? '')?.[1]?.trim();
    return name ? [{ name: shorten(name, maxStrandName), at: place }] : [];
  });
  const isTest = (place: number) =>
    columns[place]?.trim() !== '' &&
    !strands.some((s) => s.at === place) &&
    !isNoTest(columns[place] ?? '') &&
    isOfMarks(samples(place));
  const wide = at.mark === undefined ? others.filter(isTest) : [];
  const tests = wide.map((place) => readTestHead(columns[place] ?? '', place, samples(place)));
  const used = new Set([...wide, ...strands.map((s) => s.at)]);
  const layout = {
    at,
    tests,
    strands,
    unused: await unusedColumns(
      table,
      others.filter((o) => !used.has(o)),
    ),
  };
  // In a class list, other than in a list of results, what stands below the learners was worked out from them.
  const isList = tests.length > 0 || at.test === undefined;
  return { ...layout, ...(isList ? learnersOf(rows, layout) : { rows, passedOver: [] }) };
}

/** The columns that have to be known, and are asked for where they are not. */
export const askedColumns = ['group', 'learner'] as const;

/** The file's own columns, to choose from. */
export const columnOptions = ({ columns }: Table) =>
  columns.slice(0, maxOptions).map((_, at) => ({ value: String(at), label: shorten(headAt(columns, at), 70) }));

/** What a menu holds everywhere. */
const maxOptions = 100;

/** Whether marks stand there: most are numbers, hardly any is what no mark can be, and they do not merely count the rows. */
function isOfMarks(cells: string[]): boolean {
  const marks = cells.map(readMark);
  const numbers = marks.filter((m) => 'mark' in m || 'percent' in m).length;
  const none = marks.filter((m) => 'problem' in m && m.problem === 'none').length;
  const counts = cells.length > 2 && cells.every((cell, i) => Number(cell) - Number(cells[0]) === i);
  return numbers > 0 && numbers * 2 >= cells.length && none * 5 <= cells.length && !counts;
}

/** Without the rows that are no learners; one of maximum marks gives them to the tests. */
function learnersOf(all: Cells[], { at, tests }: Pick<Layout, 'at' | 'tests'>): Pick<Layout, 'rows' | 'passedOver'> {
  const passedOver: string[] = [];
  const rows = all.filter(({ cells }) => {
    const name = cells[at.learner ?? at.lastName ?? 0]?.trim() ?? '';
    if (at.learnerNumber !== undefined && cells[at.learnerNumber]?.trim()) return true;
    const hasMaximum = isMaximum(name);
    if (!hasMaximum && !isNoLearner(name)) return true;
    passedOver.push(name);
    if (hasMaximum) for (const test of tests) test.maxMark ??= readNumber(cells[test.at] ?? '') || undefined;
    return false;
  });
  return { rows, passedOver };
}
