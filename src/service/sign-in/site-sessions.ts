import { and, eq, inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { siteConnections, siteSessions, users } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { queueFound } from '../jobs.ts';
import { hashId, type Payload } from './records.ts';

/** How long a site is told that a sign-in is over, after it was last seen: a site keeps sessions of its own. */
const rememberedMs = 14 * 24 * 3_600_000;

/** Keeps by which ids the sites know a session, so that they can be told of its end. Sets off `keep_site_visits`. */
export async function keepSiteSessions(app: App<Tx>, { uid, accountId, authorizations }: Payload): Promise<void> {
  const sids = new Map(
    Object.entries(authorizations ?? {}).flatMap(([clientId, { sid }]) => (sid ? [[clientId, sid] as const] : [])),
  );
  if (!uid || !accountId || sids.size === 0) return;
  const now = app.clock();
  const rows = await app.db
    .select({ id: siteConnections.id, centreId: siteConnections.centreId, clientId: siteConnections.clientId })
    .from(siteConnections)
    .innerJoin(users, and(eq(users.id, accountId), eq(users.centreId, siteConnections.centreId)))
    .where(inArray(siteConnections.clientId, [...sids.keys()]));
  if (rows.length === 0) return;
  await app.db
    .insert(siteSessions)
    .values(
      rows.map(({ id, centreId, clientId }) => ({
        sid: sids.get(clientId) ?? '',
        centreId,
        connectionId: id,
        userId: accountId,
        uidHash: hashId(uid),
        startedAt: now,
        expiresAt: new Date(now.getTime() + rememberedMs),
      })),
    )
    .onConflictDoUpdate({ target: siteSessions.sid, set: { expiresAt: sql`excluded.expires_at` } });
}

/** A site that was given tokens has a session at least as long as these live. @param expiresIn in seconds */
export async function extendSiteSession(app: App, sid: string, expiresIn: number): Promise<void> {
  const until = new Date(app.clock().getTime() + expiresIn * 1_000);
  await app.db
    .update(siteSessions)
    .set({ expiresAt: sql`greatest(${siteSessions.expiresAt}, ${until.toISOString()}::timestamptz)` })
    .where(eq(siteSessions.sid, sid));
}

/** Ends these, and has every site told that has asked to be. */
export async function endSiteSessions(app: App<Tx>, which: SQL | undefined): Promise<void> {
  const { cte, jobs } = endingSiteSessions(which ?? sql`false`, sql`${app.clock().toISOString()}`);
  await app.db.execute(sql`with ${cte} ${queueFound(jobs)}`);
}

/** The part of a statement that does so. @returns a common table expression, and the jobs that follow from it */
export const endingSiteSessions = (which: SQL, at: SQLWrapper): { cte: SQL; jobs: SQL } => ({
  cte: sql`ended as (delete from ${siteSessions} where ${which} returning connection_id, user_id, sid)`,
  // One at a time to a site: one that hangs holds up no other, and no mail.
  jobs: sql`
    select jsonb_build_object(
      'task', 'tell-signed-out', 'key', 'tell-signed-out:' || e.sid, 'queue', 'tell-signed-out:' || e.connection_id,
      'payload', jsonb_build_object('connectionId', e.connection_id, 'userId', e.user_id, 'sid', e.sid, 'endedAt', ${at}::timestamptz)
    )
    from ended e join ${siteConnections} c on c.id = e.connection_id and c.logout_url is not null`,
});
