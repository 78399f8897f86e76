import { eq, inArray } from 'drizzle-orm';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  auditEvents,
  importParts,
  imports,
  learnerGroups,
  learners,
  results,
  tests,
} from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { listImports } from '../../../src/service/progression/find-imports.ts';
import { importRows } from '../../../src/service/progression/import.ts';
import type { ImportRow } from '../../../src/service/progression/import-rows.ts';
import { transferData } from '../../../src/service/progression/transfer.ts';
import { previewUndoImport, undoImport } from '../../../src/service/progression/undo-import.ts';
import { undoTransfers } from '../../../src/service/progression/undo-transfer.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';
import { resultRows } from './people.ts';

// A clock that stands still, as two copies' may: what came first is told by what is there, not by the time.
const clock = testClock();
const database = useDatabase();
let school: School;
let amina: Ctx;
let [ben, ada] = [] as unknown as [Awaited<ReturnType<School['person']>>, Awaited<ReturnType<School['person']>>];

beforeAll(async () => {
  school = await aSchool(database.app(clock));
  amina = school.as(await school.person({ role: 'coordinator' }));
});
beforeEach(async () => {
  [ben, ada] = [await school.person({}, ['primary']), await school.person({}, ['primary'])];
});

const asAmina = (): Ctx => ({ ...amina, correlationId: crypto.randomUUID() });
const bring = async (rows: ImportRow[]) => {
  const { importId = '' } = await importRows(asAmina(), { id: ben.id, rows });
  return importId;
};
const undo = (id: string, ctx = asAmina()) => undoImport(ctx, { id });

const base = { group: '3B', stage: 3, subject: 'Maths', test: 'Autumn', date: '2026-09-14', maxMark: 50 };
const row = (learner: string, mark: number, values: Partial<ImportRow> = {}): ImportRow => ({
  ...base,
  learner,
  mark,
  ...values,
});

/** All that Ben holds, to the last column. */
async function everything(): Promise<string> {
  const { db } = database;
  const groups = await db.select().from(learnerGroups).where(eq(learnerGroups.ownerId, ben.id));
  const ids = groups.map((g) => g.id);
  const inGroups = await Promise.all([
    db.select().from(learners).where(inArray(learners.groupId, ids)),
    db.select().from(tests).where(inArray(tests.groupId, ids)),
    db.select().from(results).where(inArray(results.groupId, ids)),
  ]);
  return [groups, ...inGroups].flatMap((rows) => rows.map((r) => JSON.stringify(r)).sort()).join('\n');
}

test('an import is undone to the last column: what it made goes, what it wrote over is back', async () => {
  await bring([row('Ada', 41, { strands: { Number: 4 } }), row('Bo', 29), row('Cy', 7, { learnerNumber: '3' })]);
  const before = await everything();
  const second = await bring([
    row('Ada', 42, { strands: { Number: 5, Geometry: 1 }, learnerNumber: '1', date: undefined, maxMark: undefined }),
    row('Dan', 12, { maxMark: undefined }),
    row('Cynthia', 8, { learnerNumber: '3', maxMark: undefined }),
    row('Bo', 5, { test: 'Winter', date: '2026-12-01' }),
    row('Eve', 5, { group: '4A' }),
  ]);
  const after = await everything();
  expect(await undo(second)).toMatchObject({ person: { id: ben.id } });
  expect(await everything()).toBe(before);
  expect(after).not.toBe(before);
  const events = await database.db.select().from(auditEvents).where(eq(auditEvents.action, 'import.undone'));
  expect(events).toMatchObject([{ targetId: ben.id, details: { import: second } }]);

  // A corrected test too.
  const third = await bring([row('Ada', 41, { maxMark: 60 }), row('Bo', 30, { maxMark: 60 })]);
  expect(await everything()).toContain('60');
  await undo(third);
  expect(await everything()).toBe(before);
});

test('of an import of many nothing is left, nor is a result counted', async () => {
  const id = await bring(resultRows([3, 20, 4]));
  // What goes with its groups is not listed.
  expect(await database.db.$count(importParts, eq(importParts.importId, id))).toBe(1);
  await undo(id);
  expect(await everything()).toBe('');
});

test('what was built on it stands in the way, until it is undone too', async () => {
  const first = await bring([row('Ada', 41)]);
  const empty = await bring([row('Ada', 41)]);
  expect(empty).toBe('');
  const second = await bring([row('Bo', 5)]);
  await expect(undo(first)).rejects.toMatchObject({
    code: 'import-built-on',
    params: { group: '3B', was: 'changed' },
  });
  await undo(second);
  expect(await refusedWith(undo(second))).toEqual({ '': 'import-gone' });
  const { id } = await transferData(asAmina(), { from: ben.id, to: ada.id });
  await expect(undo(first)).rejects.toMatchObject({ params: { group: '3B', was: 'handed-on' } });
  expect((await listImports(asAmina(), { id: ben.id })).imports.map((i) => [i.undoneAt !== null, i.inTheWay])).toEqual(
    expect.arrayContaining([
      [true, expect.anything()],
      [false, { group: '3B', was: 'handed-on' }],
    ]),
  );
  await undoTransfers(asAmina(), { ids: [id] });
  expect(await refusedWith(undo(crypto.randomUUID()))).toEqual({ '': 'import-gone' });
});

test('after an import into a group that came by a transfer, neither is undone before the other', async () => {
  await bring([row('Ada', 41)]);
  const { id } = await transferData(asAmina(), { from: ben.id, to: ada.id });
  const { importId = '' } = await importRows(asAmina(), { id: ada.id, rows: [row('Bo', 3)] });
  expect(await refusedWith(undoTransfers(asAmina(), { ids: [id] }))).toEqual({ '': 'transfer-moved-on' });
  await undo(importId);
  await undoTransfers(asAmina(), { ids: [id] });
});

test('twice at once it is undone once; at once with a transfer or an import one of the two is refused, or comes first', async () => {
  const id = await bring(resultRows([2, 10, 3]));
  const twice = await Promise.allSettled([undo(id), undo(id)]);
  expect(twice.map((t) => t.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await everything()).toBe('');

  const next = await bring([row('Ada', 41)]);
  const [undone, moved] = await Promise.allSettled([undo(next), transferData(asAmina(), { from: ben.id, to: ada.id })]);
  expect([undone.status, moved.status].sort()).toEqual(['fulfilled', 'rejected']);

  const { id: eve } = await school.person({}, ['primary']);
  const rows = resultRows([2, 10, 3]);
  const both = await Promise.all([1, 2].map(() => importRows(asAmina(), { id: eve, rows })));
  expect(both.map((b) => b.added).sort()).toEqual([0, 60]);
  expect(await database.db.$count(imports, eq(imports.ownerId, eve))).toBe(1);
});

test('who may not import for them undoes nothing; a site admin only what is on their sites', async () => {
  const both = await school.person({}, ['primary', 'lower-secondary']);
  const rows = [row('Ada', 41, { site: 'primary' }), row('Bo', 41, { site: 'lower-secondary', group: '7A' })];
  const { importId: id = '' } = await importRows(asAmina(), { id: both.id, rows });
  const admin = school.as(await school.person({}, ['primary'], 'primary'), ['primary']);
  expect(await refusedWith(undo(id, admin))).toEqual({ '': 'not-allowed' });
  expect((await listImports(admin, { id: both.id })).imports).toEqual([]);
  expect(await refusedWith(previewUndoImport(school.as(ben), { id }))).toEqual({ '': 'not-allowed' });
  expect(await refusedWith(listImports(school.as(ben), { id: both.id }))).toEqual({ '': 'not-allowed' });
  // Whose groups they are may.
  await undo(id, school.as(both));
});
