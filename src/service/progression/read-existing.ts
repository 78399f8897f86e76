import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm';
import { learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import { eachInTurns } from '../../lib/turns.ts';
import type { DataSite } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import { sanitizeName } from '../people/details.ts';
import { shownName } from './groups.ts';
import { type Existing, type ExistingResult, type ImportRow, keyOf } from './import-rows.ts';

/** Rows that are read at a time: some ten milliseconds of work. */
const perPart = 5_000;

/** What someone holds now, and not of earlier years, of what the rows may name, read some thousands at a time. */
export async function readExisting(db: Db, centreId: string, ownerId: string, rows: ImportRow[]): Promise<Existing> {
  const { groupNames, testNames } = await namesIn(rows);
  const held = await db
    .select({
      id: learnerGroups.id,
      site: sql<DataSite>`${learnerGroups.site}`,
      name: learnerGroups.name,
      shown: shownName,
      stage: learnerGroups.stage,
      subject: learnerGroups.subject,
      learners: learnerGroups.learners,
      tests: learnerGroups.tests,
    })
    .from(learnerGroups)
    .where(and(eq(learnerGroups.centreId, centreId), eq(learnerGroups.ownerId, ownerId), isNull(learnerGroups.year)));
  const groups = held.filter((g) => groupNames.has(keyOf(g.name)));
  const found: Existing = { groups, learners: [], tests: [], results: [] };
  for (const part of partsOf(groups, (g) => g.learners)) {
    found.learners.push(
      ...(await db
        .select({ ...getTableColumns(learners), isBlank })
        .from(learners)
        .where(sql`${learners.groupId} = any(${ids(part)})`)),
    );
  }
  for (const part of partsOf(groups, (g) => g.tests)) {
    const sat = await db
      .select()
      .from(tests)
      .where(sql`${tests.groupId} = any(${ids(part)})`);
    found.tests = found.tests.concat(sat.filter((t) => testNames.has(keyOf(t.name))));
  }
  const learnersOf = new Map(groups.map((g) => [g.id, g.learners]));
  await readResults(
    db,
    partsOf(found.tests, (t) => learnersOf.get(t.groupId) ?? 0),
    found.results,
  );
  return found;
}

/** The names as they are compared, of which most rows have the same few. */
async function namesIn(rows: ImportRow[]) {
  const given = { groups: new Set<string>(), tests: new Set<string>() };
  await eachInTurns(rows, ({ group, test }) => {
    given.groups.add(group);
    if (test) given.tests.add(test);
  });
  const groupNames = new Set<string>();
  const testNames = new Set<string>();
  await eachInTurns(given.groups, (group) => {
    const name = sanitizeName(group);
    groupNames.add(keyOf(name));
    groupNames.add(keyOf(name.replace(/ \(\d{1,4}\)$/, '')));
  });
  await eachInTurns(given.tests, (test) => testNames.add(keyOf(sanitizeName(test))));
  return { groupNames, testNames };
}

/** Not `exists`, for which PostgreSQL may read all results into a hash. */
const isBlank = sql<boolean>`(select 1 from ${results} r where r.learner_id = ${learners.id} limit 1) is null`;

/**
 * Adds the results of tests to those that are found. A part is taken apart while the database puts the next one together, which is why it
 * comes as text: the driver reads JSON before it asks for more.
 */
async function readResults(db: Db, parts: { id: string }[][], found: ExistingResult[]): Promise<void> {
  let next = resultsOf(db, parts[0]);
  for (let i = 1; i <= parts.length; i += 1) {
    const rows = await next;
    next = resultsOf(db, parts[i]);
    for (const { testId, all } of rows) {
      const read: [string, number, Record<string, number> | null][] = JSON.parse(`[${all}]`);
      for (const [learnerId, mark, strandMarks] of read) found.push({ testId, learnerId, mark, strandMarks });
    }
  }
}

/**
 * A row for each test, as the inside of a JSON list: read so, results take a third of the time that a row for each takes, and put together as
 * text they take the database half of what its own functions for JSON take. Asked for at once.
 */
function resultsOf(db: Db, of: { id: string }[] | undefined): Promise<{ testId: string; all: string }[]> {
  if (!of) return Promise.resolve([]);
  const asked = db
    .select({
      testId: results.testId,
      all: sql<string>`string_agg(
        '["' || ${results.learnerId} || '",' || ${results.mark} || ',' || coalesce(${results.strandMarks}::text, 'null') || ']', ','
      )`,
    })
    .from(results)
    .where(sql`${results.testId} = any(${ids(of)})`)
    .groupBy(results.testId)
    .then();
  // If it fails, whoever waits for it is told, once the part before is taken apart.
  asked.catch(() => {});
  return asked;
}

/** In parts of which each has about {@link perPart} rows below it. @param rowsOf how many one has */
function partsOf<T>(items: T[], rowsOf: (item: T) => number): T[][] {
  const parts: T[][] = [];
  let rows = perPart;
  for (const item of items) {
    if (rows >= perPart) {
      parts.push([]);
      rows = 0;
    }
    parts.at(-1)?.push(item);
    rows += rowsOf(item);
  }
  return parts;
}

/** As one parameter, where a list of them would be limited. */
const ids = (items: { id: string }[]) => sql`${`{${items.map((i) => i.id).join(',')}}`}::uuid[]`;
