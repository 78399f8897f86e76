import { shorten } from '../../lib/text.ts';
import { eachInTurns, mapInTurns } from '../../lib/turns.ts';
import type { Places } from '../tables/answers.ts';
import { findColumns, type Unused, unusedColumns } from '../tables/columns.ts';
import type { Cells, Table } from '../tables/read.ts';
import { readMark, readNumber } from './marks.ts';
import { isDates, isMaximum, isNoLearner, isNoTest, type ResultColumn, resultColumns } from './result-columns.ts';
import { oneDay, readTestHead, type TestColumn } from './test-heads.ts';

/** The columns that are asked for where it is not clear which they are. */
export const askedOfResults = { group: 'column-group', learner: 'column-learner' } as const;

/** What a person said of a file, or of one like it. */
export type ChosenColumns = Places<keyof typeof askedOfResults>;

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

/** @param chosen which column is the group, or the learner, where that was said */
export async function layOut(table: Table, chosen: ChosenColumns): Promise<Layout> {
  const { columns, rows } = table;
  const { at, others } = await findColumns<ResultColumn>(resultColumns, table, { chosen, holds: { stage: /\d/ } });
  // In a class list, other than in a list of results, some rows are no learners.
  const isList = at.mark === undefined || at.test === undefined;
  const { learners, special } = isList ? await sortLines(rows, at) : { learners: rows, special: [] };
  const samples = (place: number) =>
    learners
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
  const wide: number[] = [];
  await eachInTurns(at.mark === undefined ? others : [], (place) => isTest(place) && wide.push(place));
  const tests = await mapInTurns(wide, (place) => readTestHead(columns[place] ?? '', place, samples(place)));
  const used = new Set([...wide, ...strands.map((s) => s.at)]);
  for (const { name, cells } of special) {
    for (const test of tests) {
      const cell = cells[test.at]?.trim() ?? '';
      if (isMaximum(name)) test.maxMark ??= readNumber(cell) || undefined;
      if (isDates(name)) test.date ??= oneDay(cell);
    }
  }
  const unused = await unusedColumns(
    table,
    others.filter((o) => !used.has(o)),
  );
  return { at, tests, strands, rows: learners, unused, passedOver: special.map(({ name }) => name) };
}

/** Whether marks stand there: most are numbers, hardly any is what no mark can be, and they do not merely count the rows. */
function isOfMarks(cells: string[]): boolean {
  const marks = cells.map(readMark);
  const numbers = marks.filter((m) => 'mark' in m || 'percent' in m).length;
  const none = marks.filter((m) => 'problem' in m && m.problem === 'none').length;
  const counts = cells.length > 2 && cells.every((cell, i) => Number(cell) - Number(cells[0]) === i);
  return numbers > 0 && numbers * 2 >= cells.length && none * 5 <= cells.length && !counts;
}

/** The rows of learners; and the others, which have the maximum or the day of each test, or were worked out from the learners. */
async function sortLines(rows: Cells[], at: Layout['at']) {
  const special: { name: string; cells: string[] }[] = [];
  const learners: Cells[] = [];
  await eachInTurns(rows, (row) => {
    const { cells } = row;
    // What such a row is stands where its learner would, or at its beginning.
    const name = (cells[at.learner ?? at.lastName ?? 0]?.trim() || cells.find((cell) => cell.trim())?.trim()) ?? '';
    const hasNumber = at.learnerNumber !== undefined && cells[at.learnerNumber]?.trim();
    if (hasNumber || !(isMaximum(name) || isDates(name) || isNoLearner(name))) learners.push(row);
    else special.push({ name, cells });
  });
  return { learners, special };
}
