import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import { provisioning, siteConnections } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Db } from '../context.ts';
import type { OfPerson } from '../people/columns.ts';
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
export const siteStates = queryAll('siteStates', 'settings.read', async (ctx: Ctx, _: Record<string, never>) =>
  (await select(ctx.db, ctx.actor.centreId)).map(stepOf),
);

/** The same with one user; to be read with others, each row by {@link stepOf}. */
export const selectSteps = (db: Db, { centreId, userId }: OfPerson) =>
  select(db, centreId, eq(provisioning.userId, userId));

type StepRow = Awaited<ReturnType<typeof select>>[number];

export const stepOf = (row: StepRow): SiteStep => ({ ...row, since: row.since ? new Date(row.since) : null });

const select = (db: Db, centreId: OfPerson['centreId'], who?: SQL) =>
  db
    .select({
      site: siteConnections.site,
      waiting: sql<number>`count(${provisioning.userId})::int`,
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
    .orderBy(siteConnections.site);
