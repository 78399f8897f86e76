import { eq, inArray } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import { importRows } from '../../../src/service/progression/import.ts';
import type { ImportRow } from '../../../src/service/progression/import-rows.ts';
import { undoImport } from '../../../src/service/progression/undo-import.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool } from '../../kit/school.ts';

const database = useDatabase();

/** All that someone holds: to the last column, and without what is by chance. */
async function held(ownerId: string) {
  const { db } = database;
  const groups = await db.select().from(learnerGroups).where(eq(learnerGroups.ownerId, ownerId));
  const ids = groups.map((g) => g.id);
  const [who, what, marks] = await Promise.all([
    db.select().from(learners).where(inArray(learners.groupId, ids)),
    db.select().from(tests).where(inArray(tests.groupId, ids)),
    db.select().from(results).where(inArray(results.groupId, ids)),
  ]);
  const of = (learnerId: string) =>
    marks
      .filter((r) => r.learnerId === learnerId)
      .map((r) => {
        const { name, takenOn, maxMark } = what.find((t) => t.id === r.testId) ?? {};
        return [name, takenOn, maxMark, r.mark, JSON.stringify(r.strandMarks)].join(' ');
      });
  const plain = groups.flatMap((g) => [
    [g.name, g.stage, g.subject, g.learners, g.tests, g.results].join(' '),
    ...who.filter((l) => l.groupId === g.id).map((l) => [g.name, l.name, l.number, ...of(l.id).sort()].join(' ')),
  ]);
  return {
    exact: [...groups, ...who, ...what, ...marks].map((row) => JSON.stringify(row)).sort(),
    plain: plain.sort(),
  };
}

const oneOf = <T>(...all: T[]) => fc.constantFrom(...all);
const row = fc.record({
  group: oneOf('3A', '3a', '3B'),
  stage: oneOf(3, 3, 3, undefined),
  subject: oneOf('Maths', 'maths', undefined),
  learner: oneOf('Ali Khan', 'KHAN, Ali', 'Bo Lee', 'José O’Brien', "jose o'brien", 'Cy', undefined),
  learnerNumber: oneOf(undefined, undefined, '1', '01', 'A 2', 'a2'),
  test: oneOf('Autumn', 'autumn', 'Winter', undefined),
  maxMark: oneOf(20, 20, 20, 40, undefined),
  mark: oneOf(5, 10, 15, 30, undefined),
  strands: oneOf(undefined, undefined, { Number: 3 }),
});
type Given = Omit<ImportRow, 'group'> & { group: string };
const file = fc
  .array(row, { minLength: 1, maxLength: 8 })
  .map((rows) => rows.map((r, i): Given => ({ ...r, line: i + 2, date: r.test && '2026-09-14' }) as Given));

test('an import is the same in any order of its rows, twice the same as once, and undone it is as it was', async () => {
  const school = await aSchool(database.app());
  const coordinator = await school.person({ role: 'coordinator' });
  const ctx = () => school.as(coordinator);
  await fc.assert(
    fc.asyncProperty(file, file, fc.infiniteStream(fc.nat()), async (first, second, chance) => {
      const { id } = await school.person({}, ['primary']);
      const { id: other } = await school.person({}, ['primary']);
      const shuffled = (rows: Given[]) =>
        rows
          .map((r) => ({ r, at: chance.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ r }) => r);
      for (const rows of [first, second]) {
        const before = (await held(id)).exact;
        const { importId } = await importRows(ctx(), { id, rows });
        const after = await held(id);
        await importRows(ctx(), { id: other, rows: shuffled(rows) });
        expect((await held(other)).plain).toEqual(after.plain);
        expect((await importRows(ctx(), { id, rows: shuffled(rows) })).importId).toBeUndefined();
        if (!importId) continue;
        await undoImport(ctx(), { id: importId });
        expect((await held(id)).exact).toEqual(before);
        await importRows(ctx(), { id, rows });
      }
    }),
    { numRuns: 12 },
  );
});
