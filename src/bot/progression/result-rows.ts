import type { DayProblem } from '../../lib/days/column.ts';
import { remembering } from '../../lib/remembering.ts';
import { shorten } from '../../lib/text.ts';
import type { ImportRow } from '../../service/progression/import-rows.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { dataSiteNames } from '../../ui/sentences/names.ts';
import { garbled } from '../../words/garbled.ts';
import { programmeNamed } from '../../words/programmes.ts';
import { type DataSite, dataSites } from '../../words/sites.ts';
import type { Answers } from '../form-inputs.ts';
import { pick } from '../line/options.ts';
import type { Cells } from '../tables/read.ts';
import { partOf, readMark, readNumber } from './marks.ts';
import type { ResultColumn } from './result-columns.ts';
import { type ResultRow, type ResultsFile, testKey, textOf } from './results-file.ts';
import type { TestColumn } from './test-heads.ts';

export interface Reader extends Pick<ResultsFile, 'table' | 'layout' | 'days' | 'stages'> {
  answers: Answers;
  /** What was answered of the tests, by {@link testKey}. */
  answered: Map<string, Pick<TestColumn, 'date' | 'maxMark'>>;
  /** Whether the file names its tests. */
  isNamed: boolean;
  /** What cells were read as: most of them are the same few. */
  cells: ReturnType<typeof cellsRead>;
}

/** How the cells of a file are read, each text once. */
export const cellsRead = ({ answers, stages }: Pick<Reader, 'answers' | 'stages'>) => ({
  site: remembering(readSite),
  stage: remembering((w) => readStage(w) ?? readStage(textOf(answers[`stage-${stages.indexOf(w)}`]))),
  mark: remembering(readMark),
  number: remembering((w) => readNumber(w) || undefined),
  garbled: remembering(garbled),
});

/** The results of a line: one, or one of each test that it has a mark in. */
export function readLine(reader: Reader, line: Cells): ResultRow[] {
  const { table, layout } = reader;
  const { row, problems, cell, given, isAskedAbout } = readCommon(reader, line);
  if (layout.tests.length === 0) {
    const single = readSingle(reader, row, cell, given);
    for (const { name, at } of layout.strands) {
      const typed = line.cells[at]?.trim() ?? '';
      if (single.word !== undefined || typed === '') continue;
      const read = reader.cells.mark(typed);
      if ('mark' in read) row.strands = { ...row.strands, [name]: read.mark };
      else if (!('word' in read)) problems.push(say.noMark(shorten(typed, 60)));
    }
    const { word, percent, isAskedAbout: asked = isAskedAbout } = single;
    return [
      { line: line.line, columns: table.columns, given: line.cells, row, problems, word, percent, isAskedAbout: asked },
    ];
  }
  const whole = { line: line.line, columns: table.columns, given: line.cells, isAskedAbout };
  const results = layout.tests.flatMap((test) => {
    const typed = line.cells[test.at]?.trim() ?? '';
    if (typed === '') return [];
    const wrong: string[] = [];
    const own: ImportRow = { ...row, ...detailsOf(reader, test.name, test) };
    const marked = putMark(reader, own, typed, wrong);
    return [{ ...whole, ...marked, row: own, problems: [...problems, ...wrong.map((w) => say.inTest(test.name, w))] }];
  });
  return results.length > 0 ? results : [{ ...whole, row, problems }];
}

type Given = <T>(
  word: string,
  read: (word: string) => T | undefined,
  problem: (word: string) => string,
) => T | undefined;

/** What a line says beside its tests; where it says nothing, what was answered for all. */
function readCommon({ layout: { at }, answers, cells: read }: Reader, { line, cells }: Cells) {
  const cell = (c: ResultColumn) => {
    const index = at[c];
    return index === undefined ? '' : (cells[index]?.trim() ?? '');
  };
  const problems: string[] = [];
  /** Reads what is there; what is there and can't be read is a problem. */
  const given: Given = (word, read, problem) => {
    if (word === '') return undefined;
    const value = read(word);
    if (value === undefined) problems.push(problem(shorten(word, 60)));
    return value;
  };
  for (const text of [cell('group'), cell('learner'), cell('test'), cell('subject')])
    if (read.garbled(text)) problems.push(say.garbled(shorten(text, 60)));
  const row: ImportRow = { group: groupOf(cell('group') || textOf(answers.group), cell('section')), line };
  row.site = given(cell('site') || textOf(answers.site), read.site, say.noSite);
  row.stage = given(cell('stage') || textOf(answers.stage), read.stage, say.noStage);
  row.subject = cell('subject') || textOf(answers.subject) || undefined;
  const whole = [cell('firstName') || cell('learner'), cell('lastName')].filter(Boolean).join(' ');
  row.learner = (at.firstName !== undefined && cell('learner')) || whole || undefined;
  row.learnerNumber = given(cell('learnerNumber'), readLearnerNumber, say.cutNumber);
  return { row, problems, cell, given, isAskedAbout: cell('stage') !== '' && row.stage === undefined };
}

/** Of class 3 and section A it is 3A. */
function groupOf(name: string, section: string): string {
  if (name === '' || section === '' || name.toLowerCase().endsWith(section.toLowerCase())) return name || section;
  return section.length > 2 ? `${name} ${section}` : name + section;
}

/** The one test of a line, and its mark. */
function readSingle(reader: Reader, row: ImportRow, cell: (c: ResultColumn) => string, given: Given): Marked {
  const { days, layout } = reader;
  const day = days.days.get(cell('date'));
  const test = cell('test') || (layout.at.test === undefined ? textOf(reader.answers.test) : '');
  row.date = given(
    cell('date'),
    () => (day && 'day' in day ? day.day : undefined),
    (w) => noDay(w, day && 'problem' in day ? day.problem : 'none'),
  );
  row.maxMark = given(cell('maxMark'), reader.cells.number, say.noMaxMark);
  const asked = cell('test') || !reader.isNamed ? detailsOf(reader, cell('test'), row) : {};
  Object.assign(row, asked, test ? { test } : {});
  const typed = cell('mark');
  if (typed === '') return {};
  const wrong: string[] = [];
  const marked = putMark(reader, row, typed, wrong);
  for (const problem of wrong)
    given(
      typed,
      () => undefined,
      () => problem,
    );
  return marked;
}

/** The test of this name, with what was answered of it where the file does not say it. */
function detailsOf(
  { answered }: Reader,
  name: string,
  { date, maxMark }: Pick<TestColumn, 'date' | 'maxMark'>,
): Pick<ImportRow, 'test' | 'date' | 'maxMark'> {
  const said = answered.get(testKey(name));
  return { test: name || undefined, date: date ?? said?.date, maxMark: maxMark ?? said?.maxMark };
}

type Marked = Pick<ResultRow, 'word' | 'percent' | 'isAskedAbout'>;

/** Reads a mark into its row. A word is none: the learner stays, without a result, and so without the test. */
function putMark({ cells }: Reader, row: ImportRow, typed: string, problems: string[]): Marked {
  const read = cells.mark(typed);
  if ('word' in read) {
    for (const of of ['test', 'date', 'maxMark', 'strands'] as const) delete row[of];
    return { word: read.word };
  }
  if ('problem' in read)
    problems.push(read.problem === 'letters' ? say.lettersInMark(shorten(typed, 60)) : say.noMark(shorten(typed, 60)));
  else if ('percent' in read) {
    const { percent } = read;
    if (row.maxMark === undefined) {
      problems.push(say.percentOfWhat(shorten(typed, 60)));
      return { percent, isAskedAbout: true };
    }
    row.mark = partOf(percent, row.maxMark);
    return { percent };
  } else {
    if (read.outOf !== undefined && row.maxMark !== undefined && read.outOf !== row.maxMark)
      problems.push(say.otherMax(shorten(typed, 60), row.maxMark));
    row.maxMark ??= read.outOf;
    row.mark = read.mark;
  }
  return {};
}

/** As it stands there, but as `1001` where a program made `1001.0` of it; nothing for `1.23E+11`, of which the rest is lost. */
function readLearnerNumber(word: string): string | undefined {
  if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(word)) return undefined;
  return /^(\d+)\.0$/.exec(word)?.[1] ?? word;
}

const noDay = (word: string, problem: DayProblem): string =>
  problem === 'none' ? say.noDay(word) : say.dayProblems[problem](word);

/** As it is called, or as the programme that it is for. */
function readSite(word: string): DataSite | undefined {
  const programme = programmeNamed(word);
  return pick(dataSiteNames, word) ?? dataSites.find((site) => site === programme);
}

/** `3`, `Stage 3`, `Cambridge Primary Stage 3`; a year or a grade of another system is not taken for one. */
export function readStage(word: string): number | undefined {
  const stage = /^(?:(?:cambridge\s+)?(?:(?:lower\s+)?(?:primary|secondary)\s+)?stage\s*)?([1-9])$/i.exec(word)?.[1];
  return stage ? Number(stage) : undefined;
}
