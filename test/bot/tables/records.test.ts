import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { readResults } from '../../../src/bot/progression/read-results.ts';
import { readTable } from '../../../src/bot/tables/read.ts';
import { maxCell, maxColumns, recordsOf } from '../../../src/bot/tables/records.ts';
import { Refusal } from '../../../src/service/errors.ts';
import type { Existing, ImportRow } from '../../../src/service/progression/import-rows.ts';
import { planImport } from '../../../src/service/progression/plan-import.ts';
import { csv as say } from '../../../src/ui/sentences/csv.ts';
import { sentenceOf } from '../../../src/ui/sentences/sentence.ts';
import { fileOf } from '../../kit/file.ts';

const most = 100;
const read = async (content: string) => {
  try {
    return (await readTable(fileOf(content), { maxRows: most, empty: 'none' })).rows.length;
  } catch (error) {
    if (error instanceof Refusal) return sentenceOf(error);
    throw error;
  }
};

test.each([
  ['line ends', '\n', say.tooManyLines(4 * most)],
  ['empty rows', ',,\n', say.tooManyLines(4 * most)],
  ['short rows', 'a\n', say.tooMany(most)],
  ['old line ends', '\r', say.tooManyLines(4 * most)],
  ['separators', ',', say.manyColumns(2, maxColumns)],
  ['blanks', ' ', say.cellLong(2, maxCell)],
  ['letters', 'a', say.cellLong(2, maxCell)],
  ['quotes', '"', say.cellLong(2, maxCell)],
  ['quotes that something follows', '"" x', say.cellLong(2, maxCell)],
])('ASVS 5.2.1, 15.2.2: a file of millions of %s is read no further than its limit', async (_, of, sentence) => {
  expect(await read(`first,last,e-mail\n${of.repeat(4_000_000 / of.length)}`)).toBe(sentence);
});

test('ASVS 5.2.1: what is as large as it may be is read', async () => {
  const row = `${'a'.repeat(maxCell)},"${'""'.repeat(maxCell)}"${','.repeat(maxColumns - 2)}`;
  expect(await read(`head\n${'\n'.repeat(4 * most - most - 1)}${`${row}\n`.repeat(most)}`)).toBe(most);
});

test.each([
  'a,b\n1,2\n',
  'a,b\r\n"1\r\n2","3""4"\r\n',
  ' a , "b" ,\t"c"\t\n,,\n\n  \n1',
  'a "b" c,d"e,""\n"f",',
  '\ufeff"a"\r"b"\r\r',
  '"","""",""""""\n',
])('%j is what other readers take it for', (content) => {
  const theirs = parse(content, { bom: true, trim: true, relax_quotes: true, relax_column_count: true });
  expect([...recordsOf(content, ',')]).toEqual(theirs);
});

test('ASVS 15.2.2: while a file is read and planned, others have their turn', async () => {
  const head = 'site,group,stage,subject,learner,test,date,max mark,mark';
  const rows = Array.from({ length: 10_000 }, (_, i) => `primary,3B,3,English,Learner ${i},Autumn,2026-09-01,20,12`);
  const reading = { near: { today: '2026-09-10', timeZone: 'UTC' }, answers: {} };
  const read = await turnsOf(() => readResults(fileOf([head, ...rows].join('\n')), reading));
  expect(read.turns).toBeGreaterThan(20);
  const none: Existing = { groups: [], learners: [], tests: [], results: [] };
  const rowsOf = read.result.rows.map((r) => r.row);
  const planned = await turnsOf(() => planImport(none, rowsOf, (site) => site ?? 'primary'));
  expect(planned.result.added).toHaveLength(10_000);
  expect(planned.turns).toBeGreaterThanOrEqual(20);
});

/** How often others had their turn while it was done. */
async function turnsOf<T>(work: () => Promise<T>): Promise<{ result: T; turns: number }> {
  let turns = 0;
  let isDone = false;
  const next = () => {
    turns += 1;
    if (!isDone) setImmediate(next);
  };
  setImmediate(next);
  const result = await work();
  isDone = true;
  return { result, turns };
}

test('ASVS 15.2.2: however much is alike, each row is looked at once', async () => {
  let looks = 0;
  const many = 2_000;
  const groups = Array.from({ length: many }, (_, i) => ({
    id: crypto.randomUUID(),
    site: 'primary' as const,
    name: '3B',
    stage: 3,
    get subject() {
      looks += 1;
      return `Subject ${i}`;
    },
  }));
  const rows: ImportRow[] = groups.map((_, i) => ({ group: '3b', stage: 3, subject: `subject ${i}`, learner: 'Ada' }));
  const existing: Existing = { groups, learners: [], tests: [], results: [] };
  const { learners, refused } = await planImport(existing, rows, () => 'primary');
  expect([learners.length, refused.size]).toEqual([many, 0]);
  expect(looks).toBeLessThan(10 * many);
});
