import { shorten } from '../../lib/text.ts';
import { eachInTurns } from '../../lib/turns.ts';
import type { Row } from '../../ui/card.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { columnsChosen, howRead } from '../tables/read-else.ts';
import type { ResultRow, ResultsFile } from './results-file.ts';

/** What the preview of an import says of how its file was read. */

/** Words in place of marks, columns and tests that are named; rows that are shown. */
const named = 8;
const shown = 3;

export async function howItWasRead({ table, chosen, layout, days, rows }: ResultsFile): Promise<string[]> {
  const { tests, unused, passedOver } = layout;
  const { order, buddhist, serial, yearless, mayBeTurned } = days;
  const words = new Map<string, number>();
  let percent: ResultRow | undefined;
  await eachInTurns(rows, (row) => {
    if (row.word !== undefined) countWord(words, row.word);
    if (row.percent !== undefined && row.row.mark !== undefined) percent ??= row;
  });
  const columns = unused.filter((u) => u.filled).map((u) => shorten(u.name, 60));
  const { percent: part, row: { mark, maxMark } = {} } = percent ?? {};
  return [
    ...howRead(table),
    ...columnsChosen({ table, chosen }, say.read.chosen),
    ...(order ? [say.read.order(order.is, order.example.written, order.example.day)] : []),
    ...(mayBeTurned ? [say.read.mayBeTurned(mayBeTurned.written, mayBeTurned.day)] : []),
    ...(buddhist ? [say.read.buddhist(buddhist.written, buddhist.day)] : []),
    ...(serial ? [say.read.serial(serial.written, serial.day)] : []),
    ...(yearless ? [say.read.yearless(yearless.written, yearless.day)] : []),
    ...(tests.length > 0 ? [say.read.tests(withMaxMarks({ layout, rows }).slice(0, 30))] : []),
    ...(part !== undefined && mark !== undefined && maxMark !== undefined
      ? [say.read.percent(part, maxMark, mark)]
      : []),
    ...(words.size > 0
      ? [
          say.read.words(
            [...words.values()].reduce((sum, n) => sum + n, 0),
            [...words].slice(0, named).map(([word, n]) => `${word} (${n})`),
            Math.max(0, words.size - named),
          ),
        ]
      : []),
    ...(columns.length > 0 ? [say.read.unused(columns)] : []),
    ...(passedOver.length > 0 ? [say.read.passedOver(passedOver.slice(0, named))] : []),
  ];
}

/** The tests with their maximum marks, those that were answered too. */
function withMaxMarks({ layout, rows }: Pick<ResultsFile, 'layout' | 'rows'>) {
  const answered = new Map(rows.slice(0, 1_000).map(({ row }) => [row.test, row.maxMark]));
  return layout.tests.map(({ name, maxMark }) => ({ name: shorten(name, 60), maxMark: maxMark ?? answered.get(name) }));
}

/** Those that differ in letter case alone are one. */
function countWord(words: Map<string, number>, word: string): void {
  const key = shorten(word.toLowerCase(), 30);
  words.set(key, (words.get(key) ?? 0) + 1);
}

/** The first rows, as what they become. */
export const sampleRows = (rows: ResultRow[]): Row[] =>
  rows.slice(0, shown).map(({ row: { learner, learnerNumber, mark, maxMark, test, date, group, subject, stage } }) => ({
    title: [[learner, learnerNumber && `(${learnerNumber})`].filter(Boolean).join(' '), group].filter(Boolean)[0] ?? '',
    state: mark === undefined ? say.noResult : say.result(mark, maxMark),
    detail: [test, date && say.day(date), group, subject, stage && say.stage(stage)].filter(Boolean).join(' · '),
  }));
