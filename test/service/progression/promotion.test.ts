import { asc, eq, inArray } from 'drizzle-orm';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { auditEvents, learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { correctTests } from '../../../src/service/progression/correct-test.ts';
import { listGroups } from '../../../src/service/progression/groups.ts';
import { importRows } from '../../../src/service/progression/import.ts';
import type { ImportRow } from '../../../src/service/progression/import-rows.ts';
import { previewPromotion, promoteGroups } from '../../../src/service/progression/promote.ts';
import { readTest } from '../../../src/service/progression/test-results.ts';
import { transferData } from '../../../src/service/progression/transfer.ts';
import { undoImport } from '../../../src/service/progression/undo-import.ts';
import { undoPromotion } from '../../../src/service/progression/undo-promotion.ts';
import { undoTransfers } from '../../../src/service/progression/undo-transfer.ts';
import { lockActive } from '../../../src/service/sign-in/entry.ts';
import { nextName, readYear, yearEnding } from '../../../src/words/stages.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';

// A clock that stands still, as two copies' may: what came first is told by what is there, not by the time.
const clock = testClock();
const database = useDatabase();
const { db } = database;
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
const row = (group: string, stage: number, learner: string, values: Partial<ImportRow> = {}): ImportRow => ({
  ...{ group, stage, subject: 'Maths', learner, test: 'Autumn', date: '2026-09-14', maxMark: 50, mark: 41 },
  ...values,
});
const bring = async (rows: ImportRow[], id = ben.id) => (await importRows(asAmina(), { id, rows })).importId ?? '';
const promote = (values: { id?: string; year?: string; seen?: string } = {}) =>
  promoteGroups(asAmina(), { id: ben.id, year: '2025/26', ...values });
const undo = (id: string) => undoPromotion(asAmina(), { id });

/** What someone holds, as it is listed: `4B 4 1l 0t 0r`, and for what is history its year. */
async function held(id = ben.id): Promise<string[]> {
  const { groups } = await listGroups(asAmina(), { id });
  return groups.map((g) =>
    [g.name, g.stage, `${g.learners}l`, `${g.tests}t`, `${g.results}r`, g.year].filter((x) => x !== null).join(' '),
  );
}

/** All that Ben holds, to the last column. */
async function everything(): Promise<string> {
  const groups = await db.select().from(learnerGroups).where(eq(learnerGroups.ownerId, ben.id));
  const ids = groups.map((g) => g.id);
  const inGroups = await Promise.all([
    db.select().from(learners).where(inArray(learners.groupId, ids)),
    db.select().from(tests).where(inArray(tests.groupId, ids)),
    db.select().from(results).where(inArray(results.groupId, ids)),
  ]);
  return [groups, ...inGroups].flatMap((rows) => rows.map((r) => JSON.stringify(r)).sort()).join('\n');
}

test('groups go on with their learners, what they were stays with every result, and undone it is as before to the last column', async () => {
  const brought = await bring([row('3B', 3, 'Ada', { learnerNumber: '007' }), row('3B', 3, 'Bo'), row('6A', 6, 'Cy')]);
  const before = await everything();
  const { id, up, leaving } = await promote();
  expect([up.map((g) => [g.name, g.next, g.learners]), leaving.map((g) => g.name)]).toEqual([
    [['3B', '4B', 2]],
    ['6A'],
  ]);
  expect(await held()).toEqual(['4B 4 2l 0t 0r', '3B 3 2l 1t 2r 2025/26', '6A 6 1l 1t 1r 2025/26']);
  // Each learner knows who they were.
  const chain = await db
    .select({ name: learners.name, number: learners.number, group: learnerGroups.name, previous: learners.previousId })
    .from(learners)
    .innerJoin(learnerGroups, eq(learnerGroups.id, learners.groupId))
    .where(eq(learnerGroups.ownerId, ben.id))
    .orderBy(asc(learnerGroups.stage), asc(learners.name));
  expect(chain.map((l) => [l.group, l.name, l.number, l.previous !== null])).toEqual([
    ['3B', 'Ada', '007', false],
    ['3B', 'Bo', null, false],
    ['4B', 'Ada', '007', true],
    ['4B', 'Bo', null, true],
    ['6A', 'Cy', null, false],
  ]);
  expect(await refusedWith(undoImport(asAmina(), { id: brought }))).toEqual({ '': 'import-built-on' });
  await undo(id);
  expect(await everything()).toBe(before);
  expect(await refusedWith(undo(id))).toEqual({ '': 'promotion-gone' });
  await undoImport(asAmina(), { id: brought });
  expect(await held()).toEqual([]);
});

test('the new year’s results land in the new group, and never in the old; then nothing is undone before they are', async () => {
  await bring([row('3B', 3, 'Ada'), row('3A', 3, 'Eve')]);
  const { id } = await promote();
  const autumn = { date: '2027-09-14' };
  const second = await bring([row('4B', 4, 'Ada', autumn), row('3B', 3, 'New learner', autumn)]);
  expect(await held()).toEqual([
    '3B 3 1l 1t 1r',
    '4A 4 1l 0t 0r',
    '4B 4 1l 1t 1r',
    '3A 3 1l 1t 1r 2025/26',
    '3B 3 1l 1t 1r 2025/26',
  ]);
  // Both years side by side.
  const { groups } = await readTest(asAmina(), { id: ben.id, test: 'Autumn' });
  expect(groups.map((g) => [g.group, g.year])).toEqual([
    ['3B', null],
    ['4B', null],
    ['3A', '2025/26'],
    ['3B', '2025/26'],
  ]);
  expect(await refusedWith(undo(id))).toEqual({ '': 'promotion-built-on' });
  await undoImport(asAmina(), { id: second });
  await undo(id);
  expect(await held()).toEqual(['3A 3 1l 1t 1r', '3B 3 1l 1t 1r']);
});

test('a second time in a year is refused, also where classes of the new year came meanwhile; a year later it goes on', async () => {
  await bring([row('3B', 3, 'Ada')]);
  await promote();
  expect(await refusedWith(promote())).toEqual({ '': 'already-promoted' });
  expect(await refusedWith(promote({ year: '2026/27' }))).toEqual({ '': 'already-promoted' });
  clock.advance(86_400_000);
  await bring([row('1A', 1, 'New learner')]);
  expect(await refusedWith(promote())).toEqual({ '': 'already-promoted' });
  clock.advance(300 * 86_400_000);
  expect((await promote({ year: '2026/27' })).up.map((g) => g.next)).toEqual(['2A', '5B']);
  expect(await held()).toEqual([
    '2A 2 1l 0t 0r',
    '5B 5 1l 0t 0r',
    '1A 1 1l 1t 1r 2026/27',
    '4B 4 1l 0t 0r 2026/27',
    '3B 3 1l 1t 1r 2025/26',
  ]);
});

test('what changed since it was shown is shown afresh; of two at once one does it', async () => {
  await bring([row('3B', 3, 'Ada')]);
  const { digest: seen } = await previewPromotion(asAmina(), { id: ben.id, year: '2025/26' });
  await bring([row('3B', 3, 'Bo')]);
  expect(await refusedWith(promote({ seen }))).toEqual({ '': 'plan-changed' });
  const again = await previewPromotion(asAmina(), { id: ben.id, year: '2025/26' });
  const both = await Promise.all([1, 2].map(() => refusedWith(promote({ seen: again.digest }))));
  expect(both.map((b) => (b === 'done' ? b : Object.values(b)[0])).sort()).toEqual(['already-promoted', 'done']);
  expect(await held()).toHaveLength(2);
});

test('what stays as it is and which names meet is said; those of one name stay apart', async () => {
  const rows = [
    ['3/4 Maths', 3],
    ['Red Kites', 2],
    ['4B', 9],
    ['3B', 3],
    ['2A', 2],
  ] as const;
  await bring([
    ...rows.map(([group, stage]) => row(group, stage, 'Ada')),
    row('Grade 2A', 3, 'Ada', { subject: 'Art' }),
  ]);
  // Of two the older has the first number.
  clock.advance(1_000);
  const { up, left, id } = await promote();
  expect(up.map((g) => [g.name, g.next, g.clashes])).toEqual([
    ['2A', '3A', false],
    ['Red Kites', 'Red Kites', false],
    ['3B', '4B', true],
    ['Grade 2A', 'Grade 3A', false],
  ]);
  expect(left.map((g) => [g.name, g.why])).toEqual([
    ['3/4 Maths', 'two-stages'],
    ['4B', 'stage'],
  ]);
  expect((await held()).filter((g) => g.startsWith('4B'))).toEqual(['4B (2) 4 1l 0t 0r', '4B (1) 9 1l 1t 1r']);
  await undo(id);
});

test('history is held: it goes with a transfer, back with its undo, forbids the deletion, and a correction by name leaves it', async () => {
  await bring([row('3B', 3, 'Ada')]);
  await promote();
  await bring([row('4B', 4, 'Ada', { date: '2027-09-14' })]);
  await correctTests(asAmina(), { id: ben.id, test: 'Autumn', maxMark: 60 });
  const { groups } = await readTest(asAmina(), { id: ben.id, test: 'Autumn' });
  expect(groups.map((g) => [g.group, Math.round(g.max)])).toEqual([
    ['4B', 68],
    ['3B', 82],
  ]);
  const { id } = await transferData(asAmina(), { from: ben.id, to: ada.id });
  expect(await held(ada.id)).toEqual(['4B 4 1l 1t 1r', '3B 3 1l 1t 1r 2025/26']);
  await undoTransfers(asAmina(), { ids: [id] });
  await suspendPerson(asAmina(), { id: ben.id });
  expect(await refusedWith(deletePerson(asAmina(), { id: ben.id }))).toEqual({ '': 'holds-data' });
});

test('of the whole school each moves up what they reach, and each whose groups they are has an event of their own', async () => {
  await bring([row('3B', 3, 'Ada')]);
  const head = await school.person({ role: 'admin' }, ['primary']);
  await bring([row('5C', 5, 'Bo')], head.id);
  const asAdmin = school.as(await school.person({ role: 'admin' }));
  const mine = (all: { ownerId: string }[]) => all.filter((g) => g.ownerId === ben.id || g.ownerId === head.id);
  const { id, up, left } = await promoteGroups(asAdmin, { year: '2025/26' });
  expect([mine(up), mine(left)]).toMatchObject([[{ name: '3B' }], [{ name: '5C', why: 'not-allowed' }]]);
  const events = await db.select().from(auditEvents).where(eq(auditEvents.correlationId, asAdmin.correlationId));
  expect(new Set(events.map((e) => e.targetId)).size).toBe(events.length);
  expect(events.find((e) => e.targetId === ben.id)).toMatchObject({
    action: 'data.promote',
    details: { promotion: id, year: '2025/26', movedUp: 1, carriedOn: 1, left: 0 },
  });
});

test.each([
  ['3B', 3, '4B'],
  ['Year 4 Red 2025/26', 3, 'Year 5 Red 2026/27'],
  ['VI-A', 6, 'VII-A'],
  ['Class V B', 5, 'Class VI B'],
  ['4A set 2', 4, '5A set 2'],
  ['Form 1 Blue', 7, 'Form 2 Blue'],
  ['Room 4 Kites', 3, 'Room 4 Kites'],
  ['Kites 2', 3, 'Kites 2'],
  ['4B', 3, '5B'],
  ['Std. 4', 3, 'Std. 5'],
  ['3B 25/26', 3, '4B 26/27'],
  ['Stage 03', 3, 'Stage 04'],
  ['5C <!channel> O’Brien & 李', 5, '6C <!channel> O’Brien & 李'],
  ['3/4 Maths', 3, 'two-stages'],
  ['3 and 4', 4, 'two-stages'],
  ['Y4 G2', 3, 'several-numbers'],
])('%s of stage %i: %s', (name, stage, next) => {
  const found = nextName(name, stage);
  expect('name' in found ? found.name : found.unclear).toBe(next);
});

test.each([
  ['2026-09-03', '2025/26'],
  ['2026-04-01', '2025/26'],
  ['2026-12-10', '2026'],
  ['2027-01-20', '2026'],
])('on %s the year that ends is %s', (day, year) => {
  expect(yearEnding(day)).toBe(year);
});

test('a year is read as people write it', () => {
  expect(['2025-2026', ' 2025/26 ', '2026', '2025/27', 'last'].map(readYear)).toEqual([
    ...['2025/26', '2025/26', '2026', undefined, undefined],
  ]);
});

test('whoever opens a site at the same moment, and whose groups move up, waits for neither', async () => {
  await bring([row('3B', 3, 'Ada')]);
  await db.transaction(async (tx) => {
    await lockActive(tx, ben.id);
    const { id } = await promote();
    await undo(id);
  });
  expect(await held()).toEqual(['3B 3 1l 1t 1r']);
});
