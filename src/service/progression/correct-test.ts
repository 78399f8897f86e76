import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import { type DataSite, dataSites } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { asTarget, lockPerson, type Person, readPerson } from '../people/person.ts';
import { may, NotAllowed } from '../policy.ts';
import { mutation, query } from '../use-case.ts';
import { laterThan } from './groups.ts';

/** A test of one group. */
export interface SatTest {
  id: string;
  groupId: string;
  group: string;
  /** Of which school year, where that is over: `2025/26`. */
  year: string | null;
  name: string;
  takenOn: string;
  maxMark: number;
}

/** Which tests of someone's groups are meant: by name, of all groups or of one; or the very one. */
interface Which {
  id: string;
  test: string;
  group?: string;
  testId?: string;
}

export interface TestCorrection extends Which {
  /** `2026-09-03` */
  date?: string;
  /** Above 0, up to 1,000. */
  maxMark?: number;
}

/** Most tests that are listed to choose from. */
const maxListed = 50;

/** The sites of someone on which the actor may correct tests. @throws NotAllowed where there is none */
function sitesFor(ctx: Ctx<Db>, person: Person): DataSite[] {
  const sites = dataSites.filter((s) => may(ctx.actor, 'data.import', asTarget(person), s));
  if (sites.length === 0) throw new NotAllowed('data.import', person.id);
  return sites;
}

/** @param most all of them where it is not given: a correction leaves none out */
async function find(ctx: Ctx<Db>, person: Person, which: Which, most?: number): Promise<SatTest[]> {
  const { test, group, testId } = which;
  const those: (SQL | undefined)[] = [
    eq(learnerGroups.centreId, person.centreId),
    eq(learnerGroups.ownerId, person.id),
    inArray(learnerGroups.site, sitesFor(ctx, person)),
    sql`lower(${tests.name}) = lower(${test})`,
    group ? sql`lower(${learnerGroups.name}) = lower(${group})` : undefined,
    testId ? eq(tests.id, testId) : undefined,
  ];
  const query = ctx.db
    .select({
      id: tests.id,
      groupId: tests.groupId,
      group: learnerGroups.name,
      year: learnerGroups.year,
      name: tests.name,
      takenOn: tests.takenOn,
      maxMark: tests.maxMark,
    })
    .from(tests)
    .innerJoin(learnerGroups, eq(learnerGroups.id, tests.groupId))
    .where(and(...those))
    .orderBy(
      sql`${learnerGroups.year} desc nulls first`,
      asc(learnerGroups.stage),
      sql`lower(${learnerGroups.name})`,
      asc(tests.takenOn),
      asc(tests.id),
    );
  const found = await (most === undefined ? query : query.limit(most));
  if (found.length === 0) throw new Refusal('test-unknown', { userId: person.id, test });
  return found;
}

/** The tests that someone may mean to correct. @throws Refusal `test-unknown`, `person-unknown`, `not-allowed` */
export const correctableTests = query('correctableTests', 'data.import', async (ctx, which: Which) => {
  const person = await readPerson(ctx, which.id);
  return { person, tests: await find(ctx, person, which, maxListed) };
});

/** A test, and how it would be. */
export interface Corrected {
  test: SatTest;
  now: Pick<SatTest, 'takenOn' | 'maxMark'>;
}

async function plan(ctx: Ctx<Db>, person: Person, correction: TestCorrection): Promise<Corrected[]> {
  const { date, maxMark } = correction;
  const all = await find(ctx, person, correction);
  // By its name alone, no test of an earlier year is meant beside one of now.
  const ofNow = all.filter(({ year }) => year === null);
  const found = ofNow.length > 0 ? ofNow : all;
  const changed = found
    .map((test) => ({ test, now: { takenOn: date ?? test.takenOn, maxMark: maxMark ?? test.maxMark } }))
    .filter(({ test, now }) => test.takenOn !== now.takenOn || test.maxMark !== now.maxMark);
  if (changed.length === 0) throw new Refusal('test-same', {});
  if (date) await refuseSecond(ctx, changed, date);
  if (maxMark !== undefined) await refuseBelow(ctx, changed, maxMark);
  return changed;
}

/** Of one name a group has one test on a day. */
async function refuseSecond({ db }: Ctx<Db>, changed: Corrected[], date: string): Promise<void> {
  const moved = changed.filter(({ test }) => test.takenOn !== date);
  const first = new Map<string, Corrected>();
  for (const m of moved) if (!first.has(m.test.groupId)) first.set(m.test.groupId, m);
  const twice = moved.find((m) => first.get(m.test.groupId) !== m);
  if (twice) throw new Refusal('test-several', { test: twice.test.name, group: twice.test.group });
  const groupIds = moved.map((m) => m.test.groupId);
  const there = await db
    .select({ groupId: tests.groupId, name: tests.name })
    .from(tests)
    .where(and(inArray(tests.groupId, groupIds), eq(tests.takenOn, date)));
  const key = ({ groupId, name }: { groupId: string; name: string }) => `${groupId} ${name.toLowerCase()}`;
  const keys = new Set(there.map(key));
  const taken = moved.find(({ test }) => keys.has(key(test)));
  if (taken) throw new Refusal('test-there', { test: taken.test.name, group: taken.test.group }, 'date');
}

async function refuseBelow({ db }: Ctx<Db>, changed: Corrected[], max: number): Promise<void> {
  const top = sql<number>`greatest(${results.mark}, (select max(value::real) from jsonb_each_text(${results.strandMarks})))`;
  const [above] = await db
    .select({ test: tests.name, name: learners.name, mark: top })
    .from(results)
    .innerJoin(tests, eq(tests.id, results.testId))
    .innerJoin(learners, eq(learners.id, results.learnerId))
    .where(
      and(
        inArray(
          results.testId,
          changed.map(({ test }) => test.id),
        ),
        sql`${top} > ${max}::real`,
      ),
    )
    .orderBy(sql`${top} desc`, learners.name)
    .limit(1);
  if (above) throw new Refusal('max-below', { ...above, max }, 'max');
}

/** What correcting tests would change. @throws what {@link correctTests} throws */
export const previewCorrection = query('previewCorrection', 'data.import', async (ctx, correction: TestCorrection) => {
  const person = await readPerson(ctx, correction.id);
  return { person, corrected: await plan(ctx, person, correction) };
});

/**
 * Corrects the date or the maximum mark of tests. What was imported into their groups before can't be undone any more.
 *
 * @throws Refusal `test-unknown`, `test-same`, `test-there`, `test-several`; `max-below` where someone has a higher mark;
 *   `person-unknown`, `not-allowed`
 */
export const correctTests = mutation(
  'correctTests',
  'data.import',
  async (ctx, correction: TestCorrection) => {
    const person = await lockPerson(ctx, correction.id);
    const corrected = await plan(ctx, person, correction);
    const { date, maxMark } = correction;
    await ctx.db
      .update(tests)
      .set({ ...(date && { takenOn: date }), ...(maxMark !== undefined && { maxMark }) })
      .where(
        inArray(
          tests.id,
          corrected.map(({ test }) => test.id),
        ),
      );
    const now = sql`${ctx.clock().toISOString()}::timestamptz`;
    await ctx.db
      .update(learnerGroups)
      .set({ changedAt: laterThan(now, learnerGroups.changedAt) })
      .where(
        inArray(
          learnerGroups.id,
          corrected.map(({ test }) => test.groupId),
        ),
      );
    const differs = (what: 'takenOn' | 'maxMark') => corrected.some(({ test, now: then }) => test[what] !== then[what]);
    const changed = (['takenOn', 'maxMark'] as const).filter(differs);
    await audit(ctx, {
      ...event(ctx, 'test.corrected', person.id),
      details: { tests: corrected.map(({ test }) => test.id), corrected: corrected.length, changed },
    });
    return { person, corrected };
  },
  { people: ({ id }) => [id] },
);
