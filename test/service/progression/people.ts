import { eq } from 'drizzle-orm';
import { learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import type { Db } from '../../../src/service/context.ts';
import type { ImportRow } from '../../../src/service/progression/import-rows.ts';

/** Rows of a file: so many groups, learners in each, and tests that each of them sat. */
export function resultRows(
  [groups, learnersEach, testsEach]: [number, number, number],
  values: Partial<ImportRow> = {},
): ImportRow[] {
  const numbers = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  return numbers(groups).flatMap((g) =>
    numbers(testsEach).flatMap((t) =>
      numbers(learnersEach).map((l) => ({
        group: `Group ${g}`,
        stage: (g % 9) + 1,
        subject: 'Mathematics',
        learner: `Learner ${l}`,
        test: `Test ${t}`,
        date: '2026-09-01',
        maxMark: 40,
        mark: (g + t + l) % 40,
        strands: { Number: (t + l) % 20 },
        ...values,
      })),
    ),
  );
}

/** Each group with all that is in it, as one could compare it: by name, its results counted and summed. */
export async function allHeld(db: Db, ownerId: string) {
  const groups = await db
    .select()
    .from(learnerGroups)
    .where(eq(learnerGroups.ownerId, ownerId))
    .orderBy(learnerGroups.name);
  return Promise.all(
    groups.map(async (g) => ({
      name: g.name,
      counted: [g.learners, g.tests, g.results],
      real: [
        await db.$count(learners, eq(learners.groupId, g.id)),
        await db.$count(tests, eq(tests.groupId, g.id)),
        await db.$count(results, eq(results.groupId, g.id)),
      ],
    })),
  );
}
