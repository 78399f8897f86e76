import { and, eq, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { learnerGroups } from '../../../db/schema/index.ts';
import { dataSites, type Site } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import { anyOf } from '../ids.ts';
import { leaverIdOf, type OfPerson } from '../people/columns.ts';

/** What someone holds on one site. */
export interface Holding {
  site: Site;
  groups: number;
  tests: number;
  results: number;
}

const counted = {
  site: learnerGroups.site,
  groups: sql<number>`count(*)::int`,
  tests: sql<number>`sum(${learnerGroups.tests})::int`,
  results: sql<number>`sum(${learnerGroups.results})::int`,
};

/**
 * What someone holds, site by site, in the sites' own order; only sites on which it is anything. Reads the groups' own
 * counts, so that it takes the same time however many results there are.
 */
export const holdingsOf = async (db: Db, centreId: string, userId: string): Promise<Holding[]> =>
  selectHoldings(db, { centreId, userId });

/** The same, to be read with others. */
export const selectHoldings = (db: Db, { centreId, userId }: OfPerson) =>
  db
    .select(counted)
    .from(learnerGroups)
    .where(and(eq(learnerGroups.centreId, centreId), eq(learnerGroups.ownerId, userId)))
    .groupBy(learnerGroups.site)
    .orderBy(learnerGroups.site);

/** What each of these people holds, by their ids; of who holds nothing there is nothing. */
export async function holdingsOfEach(db: Db, centreId: string, userIds: string[]): Promise<Map<string, Holding[]>> {
  return (await heldByEach(db, centreId, userIds)).held;
}

/** The same, and where it is one person's whose leaving is under way, the correlation id of its steps. */
export async function heldByEach(
  db: Db,
  centreId: string,
  userIds: string[],
): Promise<{ held: Map<string, Holding[]>; leaverId: string | null }> {
  const rows = await ofEach(db, { centreId, userIds });
  const held = new Map<string, Holding[]>();
  for (const { ownerId, leaverId: _, ...holding } of rows) held.set(ownerId, [...(held.get(ownerId) ?? []), holding]);
  return { held, leaverId: userIds.length === 1 ? (rows[0]?.leaverId ?? null) : null };
}

const ofEach = prebuilt((db, { centreId, userIds }: Values<{ centreId: string; userIds: string[] }>) =>
  db
    .select({ ownerId: learnerGroups.ownerId, ...counted, leaverId: leaverIdOf(learnerGroups.ownerId) })
    .from(learnerGroups)
    .where(and(eq(learnerGroups.centreId, centreId), sql`${learnerGroups.ownerId} = ${anyOf(userIds)}`))
    .groupBy(learnerGroups.ownerId, learnerGroups.site)
    .orderBy(learnerGroups.site),
);

/** Whether two are the same, in the order that {@link holdingsOf} gives them. */
export const sameHoldings = (a: Holding[], b: Holding[]): boolean =>
  a.length === b.length &&
  a.every((x, i) => {
    const y = b[i];
    return y && x.site === y.site && x.groups === y.groups && x.tests === y.tests && x.results === y.results;
  });

/** All of several people's together, site by site. */
export const sumOf = (holdings: Holding[]): Holding[] =>
  dataSites.flatMap((site) => {
    const on = holdings.filter((h) => h.site === site);
    const sum = (of: 'groups' | 'tests' | 'results') => on.reduce((n, h) => n + h[of], 0);
    return on.length > 0 ? [{ site, groups: sum('groups'), tests: sum('tests'), results: sum('results') }] : [];
  });

/** The same from groups that were read already. */
export function holdingsIn(groups: { site: Site; tests: number; results: number }[]): Holding[] {
  return dataSites.flatMap((site) => {
    const on = groups.filter((g) => g.site === site);
    const sum = (of: 'tests' | 'results') => on.reduce((n, g) => n + g[of], 0);
    return on.length > 0 ? [{ site, groups: on.length, tests: sum('tests'), results: sum('results') }] : [];
  });
}
