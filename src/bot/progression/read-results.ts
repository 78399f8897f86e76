import { readDays } from '../../lib/days/column.ts';
import { type DayOrder, dayOrderIn } from '../../lib/days/order.ts';
import { mapInTurns } from '../../lib/turns.ts';
import { maxImportRows } from '../../service/progression/import.ts';
import type { FileValue } from '../../ui/form.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { namesKnownIn } from '../tables/columns.ts';
import { type Cells, readTable, refuseFile } from '../tables/read.ts';
import { layOut } from './lay-out.ts';
import { type ResultColumn, resultColumns } from './result-columns.ts';
import { type Reader, readLine, readStage } from './result-rows.ts';
import { type ReadingOf, type ResultsFile, testKey } from './results-file.ts';

/** Most strands in a file, and most words for a stage. */
const maxStrands = 20;
const maxStages = 9;

/** @throws Refusal `file-unreadable` */
export async function readResults(file: FileValue, { near, answers }: ReadingOf): Promise<ResultsFile> {
  const namesKnown = namesKnownIn(resultColumns);
  const table = await readTable(file, {
    ...{ maxRows: maxImportRows, empty: say.empty, namesKnown, timeZone: near.timeZone },
    encoding: textOf(answers.encoding) || undefined,
    sheet: textOf(answers.sheet) || undefined,
  });
  const layout = await layOut(table, answers);
  if (layout.strands.length > maxStrands) refuseFile(say.tooManyStrands(maxStrands));
  if (layout.rows.length * Math.max(1, layout.tests.length) > maxImportRows)
    refuseFile(say.tooManyResults(maxImportRows));
  if (layout.rows.length === 0) refuseFile(say.empty);
  const textsOf = (column: ResultColumn) => textsAt(layout.rows, layout.at[column]);
  const order = dayOrderIn(near.timeZone);
  const days = await readDays(textsOf('date'), { ...near, order }, orderOf(answers['date-order']));
  const named = layout.tests.length > 0 ? layout.tests.map((t) => t.name) : textsOf('test');
  const hasOne = layout.at.mark !== undefined && named.length === 0;
  const tests = hasOne ? [''] : [...new Map(named.map((name) => [testKey(name), name])).values()];
  const stages = textsOf('stage')
    .filter((w) => readStage(w) === undefined)
    .slice(0, maxStages);
  const reader: Reader = { table, layout, days, answers, tests, stages, near };
  const rows = await mapInTurns(layout.rows, (row) => readLine(reader, row));
  return { table, layout, rows: rows.flat(), days, tests, stages };
}

const orderOf = (answer: unknown): DayOrder | undefined =>
  answer === 'day-first' || answer === 'month-first' ? answer : undefined;

/** What stands in a column, once each. */
function textsAt(rows: Cells[], at: number | undefined): string[] {
  if (at === undefined) return [];
  return [...new Set(rows.map(({ cells }) => cells[at]?.trim() ?? ''))].filter(Boolean);
}
