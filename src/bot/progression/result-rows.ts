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

const withWords: ResultColumn[] = ['group', 'learner', 'test', 'subject'];

/** How the cells of a file are read, each text once. */
export function cellsRead({ answers, stages, layout }: Pick<Reader, 'answers' | 'stages' | 'layout'>) {
  const mark = remembering(readMark);
  return {
    site: remembering(readSite),
    stage: remembering((w) => readStage(w) ?? readStage(textOf(answers[`stage-${stages.indexOf(w)}`]))),
    mark,
    number: remembering((w) => readNumber(w) || undefined),
    // Each column for itself: most cells say what the one above says.
    garbled: withWords.map((column) => [column, remembering((text) => garbled(text) !== undefined)] as const),
    strands: strandsRead(layout, mark),
  };
}

/** The marks by strand of a line; those of lines with the same marks are one object, which nobody changes. */
function strandsRead({ strands }: Reader['layout'], readCell: typeof readMark) {
  const read = remembering((texts) => {
    const wrong: string[] = [];
    const marks: [string, number][] = [];
    for (const [i, typed] of texts.split('\0').entries()) {
      if (typed === '') continue;
      const mark = readCell(typed);
      if ('mark' in mark) marks.push([strands[i]?.name ?? '', mark.mark]);
      else if (!('word' in mark)) wrong.push(say.noMark(shorten(typed, 60)));
    }
    // Not by assignment, which of a strand called `__proto__` keeps nothing.
    return { marks: marks.length > 0 ? Object.fromEntries(marks) : undefined, wrong };
  });
  // No text of a file has the sign between them.
  return (cells: string[]) => read(strands.map(({ at }) => cells[at]?.trim() ?? '').join('\0'));
}

/** The results of a line: one, or one of each test that it has a mark in. */
export function readLine(reader: Reader, line: Cells): ResultRow[] {
  const { table, layout } = reader;
  const said = new Line(line.cells, layout.at);
  const { problems } = said;
  const row = readCommon(reader, said, line.line);
  const isAskedAbout = said.cell('stage') !== '' && row.stage === undefined;
  if (layout.tests.length === 0) {
    const single = readSingle(reader, row, said);
    if (single.word === undefined && layout.strands.length > 0) {
      const { marks, wrong } = reader.cells.strands(line.cells);
      row.strands = marks;
      problems.push(...wrong);
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

/** What a line says by column, and what is wrong with it. Of 100,000 lines each is one object: no functions are made for it. */
class Line {
  readonly problems: string[] = [];
  private readonly cells: string[];
  private readonly at: Reader['layout']['at'];

  constructor(cells: string[], at: Reader['layout']['at']) {
    this.cells = cells;
    this.at = at;
  }

  cell(column: ResultColumn): string {
    const index = this.at[column];
    return index === undefined ? '' : (this.cells[index]?.trim() ?? '');
  }

  /** Reads what is there; what is there and can't be read is a problem. */
  given<T>(word: string, read: (word: string) => T | undefined, problem: (word: string) => string): T | undefined {
    if (word === '') return undefined;
    const value = read(word);
    if (value === undefined) this.isWrong(word, problem);
    return value;
  }

  isWrong(word: string, problem: (word: string) => string): void {
    this.problems.push(problem(shorten(word, 60)));
  }
}

/** What a line says beside its tests; where it says nothing, what was answered for all. */
function readCommon({ layout: { at }, answers, cells: read }: Reader, said: Line, line: number): ImportRow {
  for (const [column, isGarbled] of read.garbled) {
    const text = said.cell(column);
    if (isGarbled(text)) said.isWrong(text, say.garbled);
  }
  const learner = said.cell('learner');
  const [first, last] = [said.cell('firstName') || learner, said.cell('lastName')];
  // With all that it may have: a property that comes later would have each of 100,000 rows made larger.
  return {
    group: groupOf(said.cell('group') || textOf(answers.group), said.cell('section')),
    line,
    site: said.given(said.cell('site') || textOf(answers.site), read.site, say.noSite),
    stage: said.given(said.cell('stage') || textOf(answers.stage), read.stage, say.noStage),
    subject: said.cell('subject') || textOf(answers.subject) || undefined,
    learner:
      (at.firstName !== undefined && learner) || (first && last ? `${first} ${last}` : first || last) || undefined,
    learnerNumber: said.given(said.cell('learnerNumber'), readLearnerNumber, say.cutNumber),
    ...{ test: undefined, date: undefined, maxMark: undefined, mark: undefined, strands: undefined },
  };
}

/** Of class 3 and section A it is 3A. */
function groupOf(name: string, section: string): string {
  if (name === '' || section === '' || name.toLowerCase().endsWith(section.toLowerCase())) return name || section;
  return section.length > 2 ? `${name} ${section}` : name + section;
}

/** The one test of a line, and its mark. */
function readSingle(reader: Reader, row: ImportRow, said: Line): Marked {
  const { days, layout } = reader;
  const name = said.cell('test');
  const test = name || (layout.at.test === undefined ? textOf(reader.answers.test) : '');
  const date = said.cell('date');
  const day = days.days.get(date);
  if (day && 'day' in day) row.date = day.day;
  else if (date !== '') said.isWrong(date, (w) => noDay(w, day?.problem ?? 'none'));
  row.maxMark = said.given(said.cell('maxMark'), reader.cells.number, say.noMaxMark);
  // Where nothing is answered, the line says all there is.
  if (reader.answered.size > 0 && (name || !reader.isNamed)) Object.assign(row, detailsOf(reader, name, row));
  if (test) row.test = test;
  const typed = said.cell('mark');
  return typed === '' ? {} : putMark(reader, row, typed, said.problems);
}

/** The test of this name, with what was answered of it where the file does not say it. */
function detailsOf(
  { answered }: Reader,
  name: string,
  { date, maxMark }: Pick<TestColumn, 'date' | 'maxMark'>,
): Pick<ImportRow, 'test' | 'date' | 'maxMark'> {
  // Most files are asked nothing of.
  const said = answered.size > 0 ? answered.get(testKey(name)) : undefined;
  return { test: name || undefined, date: date ?? said?.date, maxMark: maxMark ?? said?.maxMark };
}

type Marked = Pick<ResultRow, 'word' | 'percent' | 'isAskedAbout'>;

/** Reads a mark into its row. A word is none: the learner stays, without a result, and so without the test. */
function putMark({ cells }: Reader, row: ImportRow, typed: string, problems: string[]): Marked {
  const read = cells.mark(typed);
  if ('word' in read) {
    for (const of of ['test', 'date', 'maxMark', 'strands'] as const) row[of] = undefined;
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
