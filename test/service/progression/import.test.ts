import { and, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditEvents, learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { listGroups } from '../../../src/service/progression/groups.ts';
import { importRows, previewImport } from '../../../src/service/progression/import.ts';
import type { ImportRow } from '../../../src/service/progression/import-rows.ts';
import { transferData } from '../../../src/service/progression/transfer.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';
import { allHeld, resultRows } from './people.ts';

const database = useDatabase();
let school: School;
let amina: Ctx;
let ben: Awaited<ReturnType<School['person']>>;

beforeAll(async () => {
  school = await aSchool(database.app());
  amina = school.as(await school.person({ role: 'coordinator' }));
});
beforeEach(async () => {
  ben = await school.person({}, ['hub', 'primary']);
});

const asAmina = (): Ctx => ({ ...amina, correlationId: crypto.randomUUID() });
const row = (values: Partial<ImportRow> = {}): ImportRow => ({
  group: '3B',
  stage: 3,
  subject: 'Mathematics',
  learner: 'Ada',
  test: 'Autumn',
  date: '2026-09-01',
  maxMark: 20,
  mark: 12.5,
  ...values,
});
/** The codes of the refused rows, by place. */
const codes = async (rows: ImportRow[]) =>
  Object.fromEntries([...(await previewImport(asAmina(), { id: ben.id, rows })).refused].map(([i, r]) => [i, r.code]));

test('brings in groups, learners, tests and results; the same file again changes nothing, and is no event', async () => {
  const rows = resultRows([3, 20, 4]);
  const preview = await previewImport(asAmina(), { id: ben.id, rows });
  expect(preview).toMatchObject({ groups: 3, learners: 60, tests: 12, added: 240, changed: 0, same: 0 });
  expect(await allHeld(database.db, ben.id)).toEqual([]);
  expect(await importRows(asAmina(), { id: ben.id, rows })).toMatchObject({ added: 240 });
  const held = await allHeld(database.db, ben.id);
  expect(held.map((h) => h.real)).toEqual(Array(3).fill([20, 4, 80]));
  expect(held.map((h) => h.counted)).toEqual(held.map((h) => h.real));
  const again = asAmina();
  expect(await importRows(again, { id: ben.id, rows })).toMatchObject({
    groups: 0,
    learners: 0,
    tests: 0,
    added: 0,
    changed: 0,
    same: 240,
  });
  expect(await allHeld(database.db, ben.id)).toEqual(held);
  expect(await database.db.$count(auditEvents, eq(auditEvents.correlationId, again.correlationId))).toBe(0);
});

test('a corrected mark is changed; strands that the file leaves out stay', async () => {
  await importRows(asAmina(), { id: ben.id, rows: [row({ strands: { Number: 7, Geometry: 5.5 } })] });
  const result = { id: ben.id, rows: [row({ mark: 13, strands: { Number: 8 } })] };
  expect(await importRows(asAmina(), result)).toMatchObject({ added: 0, changed: 1, same: 0 });
  const [group] = await database.db.select().from(learnerGroups).where(eq(learnerGroups.ownerId, ben.id));
  const of = eq(results.groupId, group?.id ?? '');
  expect(await database.db.select().from(results).where(of)).toMatchObject([
    { mark: 13, strandMarks: { Number: 8, Geometry: 5.5 } },
  ]);
  expect(await importRows(asAmina(), { id: ben.id, rows: [row({ mark: 13 })] })).toMatchObject({ same: 1 });
  await importRows(asAmina(), { id: ben.id, rows: [row({ learner: 'Alan', mark: 1, strands: { Algebra: 1 } })] });
  const [sat] = await database.db
    .select()
    .from(tests)
    .where(eq(tests.groupId, group?.id ?? ''));
  expect(sat?.strands).toEqual(['Number', 'Geometry', 'Algebra']);
});

test('a row may be less than a result: a group, a learner, a test', async () => {
  const bare = { learner: undefined, test: undefined, date: undefined, maxMark: undefined, mark: undefined };
  const rows = [row(bare), row({ ...bare, learner: 'Grace' }), row({ learner: undefined, mark: undefined })];
  expect(await importRows(asAmina(), { id: ben.id, rows })).toMatchObject({
    groups: 1,
    learners: 1,
    tests: 1,
    added: 0,
  });
  // What is there by now need not be said again.
  const short = row({ ...bare, stage: undefined, subject: undefined, learner: 'GRACE', test: 'autumn', mark: 3 });
  expect(await importRows(asAmina(), { id: ben.id, rows: [short] })).toMatchObject({
    groups: 0,
    learners: 0,
    tests: 0,
    added: 1,
  });
});

test('refuses row by row, each for its own reason, and a refused row brings nothing', async () => {
  await importRows(asAmina(), { id: ben.id, rows: [row()] });
  expect(
    await codes([
      row({ group: ' ' }),
      row({ group: 'New', stage: undefined }),
      row({ test: 'New', maxMark: undefined }),
      row({ maxMark: 30 }),
      row({ mark: 21 }),
      row({ strands: { Number: 20.5 } }),
      row({ learner: undefined }),
      row({ mark: undefined, strands: { Number: 1 } }),
      row({ site: 'lower-secondary' }),
      row({ learner: 'x'.repeat(201) }),
      row({ learner: 'Bo', learnerNumber: '7' }),
      row({ learner: 'Bo', learnerNumber: '7', mark: 3 }),
      row({ group: 'Never', learner: 'Nobody', test: 'Nothing', mark: 99 }),
    ]),
  ).toEqual({
    0: 'group-missing',
    1: 'group-new',
    2: 'test-new',
    3: 'test-differs',
    4: 'mark-above',
    5: 'mark-above',
    6: 'mark-alone',
    7: 'mark-missing',
    8: 'no-site-access',
    9: 'value-too-long',
    10: 'row-twice',
    11: 'row-twice',
    12: 'mark-above',
  });
  expect(await importRows(asAmina(), { id: ben.id, rows: [row({ group: 'Never', mark: 99 })] })).toMatchObject({
    groups: 0,
  });
  expect(await database.db.$count(learnerGroups, eq(learnerGroups.ownerId, ben.id))).toBe(1);
});

test('groups of one name, as a transfer leaves them, are told apart by subject or by their number', async () => {
  const ada = await school.person({}, ['primary']);
  await importRows(asAmina(), { id: ben.id, rows: [row()] });
  await importRows(asAmina(), {
    id: ada.id,
    rows: [row({ learner: 'Own' }), row({ subject: 'English', learner: 'Own' })],
  });
  await transferData(asAmina(), { from: ben.id, to: ada.id });
  const of = (values: Partial<ImportRow>) =>
    importRows(asAmina(), { id: ada.id, rows: [row({ learner: 'New', ...values })] });
  expect((await of({})).refused.get(0)?.code).toBe('group-ambiguous');
  expect((await of({ subject: 'english', stage: undefined })).added).toBe(1);
  const [own] = await database.db
    .select({ id: learnerGroups.id })
    .from(learnerGroups)
    .innerJoin(learners, and(eq(learners.groupId, learnerGroups.id), eq(learners.name, 'Own')))
    .where(and(eq(learnerGroups.ownerId, ada.id), eq(learnerGroups.subject, 'Mathematics')));
  const { groups } = await listGroups(asAmina(), { id: ada.id });
  expect(groups.map((g) => g.name).sort()).toEqual(['3B (1)', '3B (2)', '3B (3)']);
  const numbered = await of({ group: groups.find((g) => g.id === own?.id)?.name });
  expect(numbered).toMatchObject({ groups: 0, added: 1 });
  expect(await database.db.$count(learners, eq(learners.groupId, own?.id ?? ''))).toBe(2);
});

describe('for whom', () => {
  test('a teacher for oneself alone; a site admin for teachers on that site alone', async () => {
    const other = await school.person({}, ['primary', 'lower-secondary']);
    const self = school.as(other);
    expect(await refusedWith(importRows(self, { id: other.id, rows: [row({ site: 'primary' })] }))).toBe('done');
    expect(await refusedWith(importRows(self, { id: ben.id, rows: [row()] }))).toEqual({ '': 'not-allowed' });
    const admin = await school.person({}, ['primary'], 'primary');
    const preview = await previewImport(school.as(admin, ['primary']), {
      id: other.id,
      rows: [
        row({ site: 'lower-secondary' }),
        row({ site: 'primary', learner: 'More' }),
        row({ learner: 'More still' }),
      ],
    });
    expect([...preview.refused].map(([i, r]) => [i, r.code])).toEqual([[0, 'not-allowed']]);
  });

  test('nobody who is suspended or on no such site; without a site named, the only one', async () => {
    const hub = await school.person({}, ['hub']);
    expect(await refusedWith(importRows(asAmina(), { id: hub.id, rows: [row()] }))).toEqual({ '': 'no-data-site' });
    const gone = await school.person({ status: 'suspended', suspendedFrom: 'active' }, ['primary']);
    expect(await refusedWith(importRows(asAmina(), { id: gone.id, rows: [row()] }))).toEqual({ '': 'is-suspended' });
    const both = await school.person({}, ['primary', 'lower-secondary']);
    const { refused } = await previewImport(asAmina(), { id: both.id, rows: [row()] });
    expect(refused.get(0)?.code).toBe('site-missing');
  });
});
