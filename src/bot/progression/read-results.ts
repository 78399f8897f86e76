import { shorten } from '../../lib/text.ts';
import { dayOf } from '../../lib/time.ts';
import { mapInTurns } from '../../lib/turns.ts';
import { maxImportRows } from '../../service/progression/import.ts';
import type { ImportRow } from '../../service/progression/import-rows.ts';
import type { FileValue } from '../../ui/form.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { dataSiteNames } from '../../ui/sentences/names.ts';
import { pick } from '../line/options.ts';
import type { FileRow } from '../tables/checked-rows.ts';
import { type Cells, columnMeant, readTable, refuseFile } from '../tables/read.ts';

export interface ResultRow extends FileRow {
  row: ImportRow;
}

/** The columns' names as schools write them. */
const columnNames = {
  site: ['site'],
  group: ['group', 'learnergroup', 'class'],
  stage: ['stage'],
  subject: ['subject'],
  learner: ['learner', 'learnername', 'name', 'pupil', 'student'],
  learnerNumber: ['learnernumber', 'candidatenumber', 'upn', 'learnerid', 'studentid', 'studentnumber'],
  test: ['test', 'testname'],
  date: ['date', 'testdate', 'takenon'],
  maxMark: ['maxmark', 'maximummark', 'maximum', 'outof'],
  mark: ['mark', 'marks', 'result', 'score'],
} as const;

type Column = keyof typeof columnNames;

/** Longest name of a strand, in characters, and most strands in a file. */
const maxStrandName = 60;
const maxStrands = 20;

/** Where each column of the file goes: to a detail of the row, to a strand, or nowhere. */
interface Head {
  names: string[];
  at: Partial<Record<Column, number>>;
  strands: { name: string; index: number }[];
}

/** @throws Refusal `file-unreadable` */
export async function readResults(file: FileValue): Promise<ResultRow[]> {
  const { columns, rows } = await readTable(file, { maxRows: maxImportRows, empty: say.empty });
  const head = readHead(columns);
  if (head.at.group === undefined) refuseFile(say.noGroupColumn);
  if (head.strands.length > maxStrands) refuseFile(say.tooManyStrands(maxStrands));
  return mapInTurns(rows, (row) => readRow(head, row));
}

function readHead(names: string[]): Head {
  const head: Head = { names, at: {}, strands: [] };
  for (const [index, name] of names.entries()) {
    const strand = /^\s*strand\s*[:\-–]\s*(.+)$/i.exec(name)?.[1]?.trim();
    if (strand) {
      head.strands.push({ name: shorten(strand, maxStrandName), index });
      continue;
    }
    const column = columnMeant(columnNames, name);
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
  const row: ImportRow = { group: cell('group'), line };
  row.site = given(cell('site'), (w) => pick(dataSiteNames, w), say.noSite);
  row.stage = given(cell('stage'), readStage, say.noStage);
  row.date = given(cell('date'), readCalendarDay, say.noDay);
  row.maxMark = given(cell('maxMark'), (w) => readMark(w) || undefined, say.noMaxMark);
  row.mark = given(cell('mark'), readMark, say.noMark);
  row.subject = cell('subject') || undefined;
  row.learner = cell('learner') || undefined;
  row.learnerNumber = cell('learnerNumber') || undefined;
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

/** `12`, `12.5` or `12,5`, from 0 to 1,000, with at most two decimals; nothing for anything else. */
function readMark(word: string): number | undefined {
  if (!/^\d{1,4}(?:[.,]\d{1,2})?$/.test(word)) return undefined;
  const mark = Number(word.replace(',', '.'));
  return mark <= 1_000 ? mark : undefined;
}

const writtenDays = [
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/,
  /^(?<day>\d{1,2})[/.-](?<month>\d{1,2})[/.-](?<year>\d{4})$/,
];

/** `2026-09-03` from that, `3/9/2026`, `03.09.2026` or `3 Sep 2026`: the day first, as spreadsheets outside of the USA have it. */
function readCalendarDay(word: string): string | undefined {
  const written = writtenDays.map((form) => form.exec(word)).find((found) => found);
  const { year = '', month = '', day = '' } = written?.groups ?? {};
  return Number(year) >= 1990 && Number(year) < 2100 ? dayOf(Number(year), Number(month), Number(day)) : undefined;
}
