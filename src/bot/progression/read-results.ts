import { readDays } from '../../lib/days/column.ts';
import { type DayOrder, dayOrderIn, dayOrderNamed } from '../../lib/days/order.ts';
import { eachInTurns, takeTurns } from '../../lib/turns.ts';
import { maxImportRows } from '../../service/progression/import.ts';
import type { FileValue } from '../../ui/form.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import type { Answers } from '../form-inputs.ts';
import { placesIn, readAsIn } from '../tables/answers.ts';
import { namesKnownIn } from '../tables/columns.ts';
import { type Cells, readTable, refuseFile } from '../tables/read.ts';
import { askedOfResults, type ChosenColumns, layOut } from './lay-out.ts';
import { readNumber } from './marks.ts';
import { type ResultColumn, resultColumns } from './result-columns.ts';
import { cellsRead, type Reader, readLine, readStage } from './result-rows.ts';
import { dayAnswered, type ReadingOf, type ResultRow, type ResultsFile, testKey, textOf } from './results-file.ts';

/** Most strands in a file, and most words for a stage. */
const maxStrands = 20;
const maxStages = 9;

/**
 * @param recall what was said of a file with these columns, where nothing was said of this one
 * @throws Refusal `file-unreadable`
 */
export async function readResults(
  file: FileValue,
  { near, answers }: ReadingOf,
  recall?: (columns: string[]) => Promise<ChosenColumns>,
): Promise<ResultsFile> {
  const namesKnown = namesKnownIn(resultColumns);
  const table = await readTable(file, {
    ...{ maxRows: maxImportRows, empty: say.empty, namesKnown, timeZone: near.timeZone },
    ...readAsIn(answers),
  });
  const chosen = recall ? await recall(table.columns) : placesIn(askedOfResults, answers);
  const layout = await layOut(table, chosen);
  if (layout.strands.length > maxStrands) refuseFile(say.tooManyStrands(maxStrands));
  if (layout.rows.length * Math.max(1, layout.tests.length) > maxImportRows)
    refuseFile(say.tooManyResults(maxImportRows));
  if (layout.rows.length === 0) refuseFile(say.empty);
  const textsOf = (column: ResultColumn) => textsAt(layout.rows, layout.at[column]);
  const order = dayOrderIn(near.timeZone);
  const said = orderOf(answers['date-order']) ?? dayOrderNamed(table.columns[layout.at.date ?? -1] ?? '');
  const days = await readDays(await textsOf('date'), { ...near, order }, said);
  const named = layout.tests.length > 0 ? layout.tests.map((t) => t.name) : await textsOf('test');
  const hasOne = layout.at.mark !== undefined && named.length === 0;
  const tests = hasOne ? [''] : [...new Map(named.map((name) => [testKey(name), name])).values()];
  const stages = (await textsOf('stage')).filter((w) => readStage(w) === undefined).slice(0, maxStages);
  const reader: Reader = {
    table,
    layout,
    days,
    answers,
    stages,
    isNamed: !hasOne,
    answered: answeredOf(tests, answers, near),
    cells: cellsRead({ answers, stages, layout }),
  };
  const rows: ResultRow[] = [];
  const turn = takeTurns();
  for (const line of layout.rows) {
    rows.push(...readLine(reader, line));
    const wait = turn();
    if (wait) await wait;
  }
  return { table, chosen, layout, rows, days, tests, stages };
}

const orderOf = (answer: unknown): DayOrder | undefined =>
  answer === 'day-first' || answer === 'month-first' ? answer : undefined;

/** What was answered of each test that was asked about. */
function answeredOf(tests: string[], answers: Answers, near: ReadingOf['near']): Reader['answered'] {
  const found: Reader['answered'] = new Map();
  for (const [name, answer] of Object.entries(answers)) {
    const [, what, place] = /^(day|max)-(\d{1,6})$/.exec(name) ?? [];
    const test = tests[Number(place ?? -1)];
    if (test === undefined) continue;
    const value =
      what === 'day'
        ? { date: dayAnswered(textOf(answer), near) }
        : { maxMark: readNumber(textOf(answer)) || undefined };
    found.set(testKey(test), { ...found.get(testKey(test)), ...value });
  }
  return found;
}

/** What stands in a column, once each. */
async function textsAt(rows: Cells[], at: number | undefined): Promise<string[]> {
  const texts = new Set<string>();
  let above: string | undefined;
  await eachInTurns(at === undefined ? [] : rows, ({ cells }) => {
    const cell = cells[at ?? 0];
    // Most say what the one above says.
    if (cell === above) return;
    above = cell;
    texts.add(cell?.trim() ?? '');
  });
  texts.delete('');
  return [...texts];
}
