import { and, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { provisioning, siteConnections } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Db } from '../context.ts';
import { queryAll } from '../use-case.ts';

/** How far a site is: with all whom it concerns, or with one of them. */
export interface SiteStep {
  site: Site;
  /** How many users it is behind with. */
  waiting: number;
  /** Since when. */
  since: Date | null;
  /** Why it fails, as a sentence; nothing where it doesn't. */
  problem: string | null;
}

/** How far each site of the school is that is kept in step, in the sites' own order. */
export const siteStates = queryAll('siteStates', 'settings.read', (ctx: Ctx, _: Record<string, never>) =>
  read(ctx.db, ctx.actor.centreId),
);

/** How far each of these sites is with one user, and each that still waits to be told of them. */
export const stepsOf = (db: Db, centreId: string, userId: string, sites: Site[]): Promise<SiteStep[]> =>
  read(db, centreId, eq(provisioning.userId, userId), sites);

async function read(db: Db, centreId: string, who?: SQL, sites?: Site[]): Promise<SiteStep[]> {
  const waiting = sql<number>`count(${provisioning.userId})::int`;
  const isOfThem =
    sites && or(sites.length > 0 ? inArray(siteConnections.site, sites) : undefined, sql`${waiting} > 0`);
  const rows = await db
    .select({
      site: siteConnections.site,
      waiting,
      since: sql<string | null>`min(${provisioning.waitingSince})`,
      problem: sql<string | null>`case when count(${provisioning.userId}) > 0
        then coalesce(min(${provisioning.problem}), ${siteConnections.scimProblem}) end`,
    })
    .from(siteConnections)
    .leftJoin(
      provisioning,
      and(eq(provisioning.connectionId, siteConnections.id), sql`${provisioning.done} < ${provisioning.version}`, who),
    )
    .where(and(eq(siteConnections.centreId, centreId), isNotNull(siteConnections.scimUrl)))
    .groupBy(siteConnections.id)
    .having(isOfThem)
    .orderBy(siteConnections.site);
  return rows.map((row) => ({ ...row, since: row.since ? new Date(row.since) : null }));
}
