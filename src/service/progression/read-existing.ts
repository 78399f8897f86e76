import { and, eq, sql } from 'drizzle-orm';
import { learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import { eachInTurns } from '../../lib/turns.ts';
import type { DataSite } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import { sanitizeName } from '../people/details.ts';
import { type Existing, type ImportRow, keyOf } from './import-rows.ts';

/** What someone holds of what the rows may name: four queries, however many rows there are. */
export async function readExisting(db: Db, centreId: string, ownerId: string, rows: ImportRow[]): Promise<Existing> {
  const groupNames = new Set<string>();
  const testNames = new Set<string>();
  await eachInTurns(rows, ({ group, test }) => {
    groupNames.add(keyOf(sanitizeName(group).replace(/ #[0-9a-f]{8}$/, '')));
    if (test) testNames.add(keyOf(sanitizeName(test)));
  });
  const groups = await db
    .select({
      id: learnerGroups.id,
      site: sql<DataSite>`${learnerGroups.site}`,
      name: learnerGroups.name,
      stage: learnerGroups.stage,
      subject: learnerGroups.subject,
    })
    .from(learnerGroups)
    .where(and(eq(learnerGroups.centreId, centreId), eq(learnerGroups.ownerId, ownerId)));
  const named = groups.filter((g) => groupNames.has(keyOf(g.name)));
  if (named.length === 0) return { groups: named, learners: [], tests: [], results: [] };
  const inGroups = ids(named);
  const sat = (await db.select().from(tests).where(sql`${tests.groupId} = any(${inGroups})`)).filter((t) =>
    testNames.has(keyOf(t.name)),
  );
  return {
    groups: named,
    learners: await db.select().from(learners).where(sql`${learners.groupId} = any(${inGroups})`),
    tests: sat,
    results: await db
      .select({
        testId: results.testId,
        learnerId: results.learnerId,
        mark: results.mark,
        strandMarks: results.strandMarks,
      })
      .from(results)
      .where(sql`${results.testId} = any(${ids(sat)})`),
  };
}

/** As one parameter, where a list of them would be limited. */
const ids = (items: { id: string }[]) => sql`${`{${items.map((i) => i.id).join(',')}}`}::uuid[]`;
