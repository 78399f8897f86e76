import { and, eq, inArray, ne, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { oidcRecords, siteConnections, siteSessions, users } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { App, Tx } from '../context.ts';
import { anyOf } from '../ids.ts';
import { queueFound } from '../jobs.ts';
import { hashId, opened, rewriteRecord } from './records.ts';
import { endingSiteSessions, endSiteSessions } from './site-sessions.ts';

/** Ends all that these are signed in to, in every browser, at once, in the caller's transaction, which holds their rows; the sites are told. */
export async function endAllSessions(app: App<Tx>, userIds: string[]): Promise<void> {
  await endNow(app.db, { userIds, at: app.clock() });
}

/**
 * The part of a statement that does so: what was granted first, then the sessions, as whoever else ends them. Of two who took them in other
 * orders each would wait for the other.
 *
 * @returns common table expressions, and the jobs that follow from them
 */
export function endingSessions({ userIds, at }: Record<'userIds' | 'at', SQLWrapper>): { ctes: SQL; jobs: SQL } {
  const ended = endingSiteSessions(sql`user_id = ${anyOf(userIds)} and (select count(*) from signed_out) >= 0`, at);
  return {
    ctes: sql`signed_out as (delete from ${oidcRecords} where account_id = ${anyOf(userIds)} returning 1), ${ended.cte}`,
    jobs: ended.jobs,
  };
}

const endNow = prebuilt((db, whose: Values<{ userIds: string[]; at: Date }>) => {
  const { ctes, jobs } = endingSessions(whose);
  return db.execute(sql`with ${ctes} ${queueFound(jobs)}`);
});

/** The same for one, on these sites alone, of which they lost the access. */
export async function endSessions(app: App<Tx>, userId: string, { sites = [] }: { sites?: Site[] }): Promise<void> {
  if (sites.length === 0) return;
  const connections = await app.db
    .select({ id: siteConnections.id, clientId: siteConnections.clientId })
    .from(siteConnections)
    .innerJoin(users, and(eq(users.id, userId), eq(users.centreId, siteConnections.centreId)))
    .where(inArray(siteConnections.site, sites));
  await leaveSites(
    app,
    connections.map((c) => ({ userId, ...c })),
  );
}

/** The same of several, each on the sites of which they lost the access, in a number of statements that does not grow with them. */
export async function endSessionsOnSites(
  app: App<Tx>,
  centreId: string,
  lost: { userId: string; sites: Site[] }[],
): Promise<void> {
  const sites = [...new Set(lost.flatMap((each) => each.sites))];
  if (sites.length === 0) return;
  const connections = await app.db
    .select({ id: siteConnections.id, clientId: siteConnections.clientId, site: siteConnections.site })
    .from(siteConnections)
    .where(and(eq(siteConnections.centreId, centreId), inArray(siteConnections.site, sites)));
  const pairs = lost.flatMap(({ userId, sites }) =>
    connections.filter(({ site }) => sites.includes(site)).map(({ id, clientId }) => ({ userId, id, clientId })),
  );
  await leaveSites(app, pairs);
}

/** What someone is signed in to at a site: `id` of its connection. */
interface AtSite {
  userId: string;
  id: string;
  clientId: string;
}

async function leaveSites(app: App<Tx>, pairs: AtSite[]): Promise<void> {
  if (pairs.length === 0) return;
  const given = sql`jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as r("userId" uuid, id uuid, "clientId" text)`;
  await app.db
    .delete(oidcRecords)
    .where(sql`(${oidcRecords.accountId}, ${oidcRecords.clientId}) in (select r."userId", r."clientId" from ${given})`);
  await leaveSessions(app, pairs);
  await endSiteSessions(
    app,
    sql`(${siteSessions.userId}, ${siteSessions.connectionId}) in (select r."userId", r.id from ${given})`,
  );
}

/** This browser's, which go on: the sign-in that is under way in it, and the session that it is to take the place of. */
export interface ThisBrowser {
  interaction?: string;
  session?: string | undefined;
}

/** The same for all, but in this browser. Tokens of sites are over everywhere. */
export async function endOtherSessions(app: App<Tx>, userId: string, here: ThisBrowser): Promise<void> {
  const { interaction, session } = here;
  const others = [
    interaction && sql`(${oidcRecords.model} <> 'Interaction' or ${oidcRecords.idHash} <> ${hashId(interaction)})`,
    session && sql`(${oidcRecords.model} <> 'Session' or ${oidcRecords.uidHash} is distinct from ${hashId(session)})`,
  ].filter((w) => typeof w === 'object');
  await app.db.delete(oidcRecords).where(and(eq(oidcRecords.accountId, userId), ...others));
  const elsewhere = session ? ne(siteSessions.uidHash, hashId(session)) : undefined;
  await endSiteSessions(app, and(eq(siteSessions.userId, userId), elsewhere));
}

/** Takes the sites out of the sessions, which go on for the others: access that is given again begins anew. */
async function leaveSessions(app: App<Tx>, pairs: AtSite[]): Promise<void> {
  const userIds = [...new Set(pairs.map(({ userId }) => userId))];
  const rows = await app.db
    .select()
    .from(oidcRecords)
    .where(and(inArray(oidcRecords.accountId, userIds), eq(oidcRecords.model, 'Session')))
    .orderBy(oidcRecords.idHash)
    .for('no key update');
  for (const row of rows) {
    const session = opened(app, row);
    if (!session?.authorizations) continue;
    const left = pairs.flatMap(({ userId, clientId }) => (userId === row.accountId ? [clientId] : []));
    const kept = Object.entries(session.authorizations).filter(([clientId]) => !left.includes(clientId));
    await rewriteRecord(app, row, { ...session, authorizations: Object.fromEntries(kept) });
  }
}
