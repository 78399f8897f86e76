import { shorten } from '../../lib/text.ts';
import { maxImportRows } from '../../service/progression/import.ts';
import type { ImportRow } from '../../service/progression/import-rows.ts';
import type { File } from '../../ui/card.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { type Cells, readRecords } from '../csv/read.ts';
import { toCsv } from '../csv/write.ts';
import { pick } from '../inputs.ts';
import { dataSiteNames } from './progression-words.ts';
import { readCalendarDay, readMark } from './read-cells.ts';

/** One row of a CSV of results. */
export interface ResultRow {
  /** Its row in a spreadsheet. */
  line: number;
  columns: string[];
  given: string[];
  row: ImportRow;
  /** Sentences; none where the row can be read. */
  problems: string[];
}

/** The columns' names as schools write them; compared without case, spaces and marks. */
const columnNames = {
  site: ['site'],
  group: ['group', 'learnergroup', 'class'],
  stage: ['stage'],
  subject: ['subject'],
  learner: ['learner', 'learnername', 'name', 'pupil', 'student'],
  test: ['test', 'testname'],
  date: ['date', 'testdate', 'takenon'],
  maxMark: ['maxmark', 'maximummark', 'maximum', 'outof'],
  mark: ['mark', 'marks', 'result', 'score'],
} as const;

type Column = keyof typeof columnNames;

/** Longest name of a strand, in characters, and most strands in a file. */
const longestStrand = 60;
const mostStrands = 20;

/** Where each column of the file goes: to a detail of the row, to a strand, or nowhere. */
interface Head {
  names: string[];
  at: Partial<Record<Column, number>>;
  strands: { name: string; index: number }[];
}

/** @returns the rows, or a sentence that says why the file can't be read */
export function readResults(content: string): { rows: ResultRow[] } | { unreadable: string } {
  const records = readRecords(content);
  if (!records) return { unreadable: say.unreadable };
  const [first, ...body] = records;
  if (!first || body.length === 0) return { unreadable: say.empty };
  if (body.length > maxImportRows) return { unreadable: say.tooMany(maxImportRows) };
  const head = readHead(first.cells);
  if (head.at.group === undefined) return { unreadable: say.noGroupColumn };
  if (head.strands.length > mostStrands) return { unreadable: say.tooManyStrands(mostStrands) };
  return { rows: body.map((record) => readRow(head, record)) };
}

function readHead(names: string[]): Head {
  const head: Head = { names, at: {}, strands: [] };
  for (const [index, name] of names.entries()) {
    const strand = /^\s*strand\s*[:\-–]\s*(.+)$/i.exec(name)?.[1]?.trim();
    if (strand) {
      head.strands.push({ name: shorten(strand, longestStrand), index });
      continue;
    }
    const plain = name.toLowerCase().replace(/[^a-z]/g, '');
    const column = (Object.keys(columnNames) as Column[]).find((c) =>
      (columnNames[c] as readonly string[]).includes(plain),
    );
    if (column) head.at[column] ??= index;
  }
  return head;
}

function readRow({ names, at, strands }: Head, { line, cells }: Cells): ResultRow {
  const cell = (c: Column) => {
    const index = at[c];
    return index === undefined ? '' : (cells[index]?.trim() ?? '');
  };
  const problems: string[] = [];
  /** Reads what is there; what is there and can't be read is a problem. */
  const given = <T>(word: string, read: (word: string) => T | undefined, problem: (word: string) => string) => {
    if (word === '') return undefined;
    const value = read(word);
    if (value === undefined) problems.push(problem(shorten(word, 60)));
    return value;
  };
  const row: ImportRow = { group: cell('group') };
  row.site = given(cell('site'), (w) => pick(dataSiteNames, w), say.noSite);
  row.stage = given(cell('stage'), readStage, say.noStage);
  row.date = given(cell('date'), readCalendarDay, say.noDay);
  row.maxMark = given(cell('maxMark'), (w) => readMark(w) || undefined, say.noMaxMark);
  row.mark = given(cell('mark'), readMark, say.noMark);
  row.subject = cell('subject') || undefined;
  row.learner = cell('learner') || undefined;
  row.test = cell('test') || undefined;
  for (const { name, index } of strands) {
    const mark = given(cells[index]?.trim() ?? '', readMark, say.noMark);
    if (mark !== undefined) row.strands = { ...row.strands, [name]: mark };
  }
  return { line, columns: names, given: cells, row, problems };
}

function readStage(word: string): number | undefined {
  const stage = /^(?:stage\s*)?([1-9])$/i.exec(word)?.[1];
  return stage ? Number(stage) : undefined;
}

/** A file to begin with: the columns, and rows that show what each can hold. */
export function template(): File {
  const columns = ['site', 'group', 'stage', 'subject', 'learner', 'test', 'date', 'max mark', 'mark'];
  const strands = ['strand: Number', 'strand: Geometry'];
  return {
    name: 'results-template.csv',
    type: 'text/csv',
    content: toCsv(
      [...columns, ...strands],
      [
        ['primary', '3B', '3', 'Mathematics', 'Ada Lovelace', 'Autumn test', '2026-09-14', '20', '17', '9', '8'],
        ['primary', '3B', '3', 'Mathematics', 'Alan Turing', 'Autumn test', '2026-09-14', '20', '15.5', '', ''],
        ['primary', '3B', '3', 'Mathematics', 'Grace Hopper', '', '', '', '', '', ''],
      ],
    ),
  };
}
