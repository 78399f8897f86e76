import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { learnerGroups, results, tests } from '../../../db/schema/index.ts';
import type { Ctx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { type Person, readPerson } from '../people/person.ts';
import { NotAllowed } from '../policy.ts';
import { query } from '../use-case.ts';
import { visibleSites } from './groups.ts';

/** A test by its name, in all the groups that sat it. */
interface TestName {
  name: string;
  groups: number;
  /** The last day on which a group sat it: `2026-09-03`. */
  lastOn: string;
}

/** How a group did in a test, in percent of the maximum mark. */
export interface GroupResults {
  group: string;
  /** Of which school year, where that is over: `2025/26`. */
  year: string | null;
  takenOn: string;
  results: number;
  min: number;
  lower: number;
  median: number;
  upper: number;
  max: number;
}

/** Most tests in a list, and most groups beside each other. */
const maxTests = 30;
const maxGroups = 12;

/** The tests in someone's groups, the newest first. @throws Refusal `person-unknown`, `not-allowed` */
export const listTests = query(
  'listTests',
  'data.show',
  async (ctx, { id }: { id: string }): Promise<{ person: Person; tests: TestName[] }> => {
    const { person, theirs } = await groupsOf(ctx, id);
    const found = await ctx.db
      .select({
        name: sql<string>`min(${tests.name})`,
        groups: sql<number>`count(distinct ${tests.groupId})::int`,
        lastOn: sql<string>`max(${tests.takenOn})::text`,
      })
      .from(tests)
      .innerJoin(learnerGroups, eq(learnerGroups.id, tests.groupId))
      .where(theirs)
      .groupBy(sql`lower(${tests.name})`)
      .orderBy(sql`max(${tests.takenOn}) desc`, sql`lower(${tests.name})`)
      .limit(maxTests);
    return { person, tests: found };
  },
);

/** How each of someone's groups did in a test. @throws Refusal `test-unknown`, `person-unknown`, `not-allowed` */
export const readTest = query(
  'readTest',
  'data.show',
  async (ctx, { id, test }: { id: string; test: string }): Promise<{ person: Person; groups: GroupResults[] }> => {
    const { person, theirs } = await groupsOf(ctx, id);
    const percent = sql`100 * ${results.mark} / ${tests.maxMark}`;
    const at = (part: number) => sql<number>`percentile_cont(${part}::float8) within group (order by ${percent})`;
    const groups = await ctx.db
      .select({
        group: learnerGroups.name,
        year: learnerGroups.year,
        takenOn: tests.takenOn,
        results: sql<number>`count(*)::int`,
        min: sql<number>`min(${percent})`,
        lower: at(0.25),
        median: at(0.5),
        upper: at(0.75),
        max: sql<number>`max(${percent})`,
      })
      .from(tests)
      .innerJoin(learnerGroups, eq(learnerGroups.id, tests.groupId))
      .innerJoin(results, eq(results.testId, tests.id))
      .where(and(theirs, sql`lower(${tests.name}) = lower(${test})`))
      .groupBy(learnerGroups.id, tests.id)
      .orderBy(
        sql`${learnerGroups.year} desc nulls first`,
        learnerGroups.stage,
        sql`lower(${learnerGroups.name})`,
        tests.takenOn,
        tests.id,
      )
      .limit(maxGroups);
    if (groups.length === 0) throw new Refusal('test-unknown', { userId: person.id, test });
    return { person, groups };
  },
);

/** The person, and which groups of theirs the one who asks may see. */
async function groupsOf(ctx: Ctx, id: string): Promise<{ person: Person; theirs: SQL | undefined }> {
  const person = await readPerson(ctx, id);
  const sites = visibleSites(ctx.actor, person);
  if (sites.length === 0) throw new NotAllowed('data.show', id);
  const theirs = and(
    eq(learnerGroups.centreId, ctx.actor.centreId),
    eq(learnerGroups.ownerId, id),
    inArray(learnerGroups.site, sites),
  );
  return { person, theirs };
}
