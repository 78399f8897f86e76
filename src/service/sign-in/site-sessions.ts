import { eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Values } from '../../../db/prebuilt.ts';
import { siteConnections, siteSessions } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { queueFound } from '../jobs.ts';
import type { Payload } from './records.ts';

/** How long a site is told that a sign-in is over, after it was last seen: a site keeps sessions of its own. */
const rememberedMs = 14 * 24 * 3_600_000;

/** By which ids the sites know a session. */
export interface SiteIds {
  accountId: string | null;
  uidHash: Buffer | null;
  /** JSON: a list of `client_id` with its `sid`. */
  sids: string;
  now: Date;
  rememberedUntil: Date;
}

export function siteIds(
  { clock }: Pick<App, 'clock'>,
  { authorizations = {} }: Payload,
): Omit<SiteIds, 'accountId' | 'uidHash'> {
  const now = clock();
  const sids = Object.entries(authorizations).flatMap(([client_id, { sid }]) => (sid ? [{ client_id, sid }] : []));
  return { now, sids: JSON.stringify(sids), rememberedUntil: new Date(now.getTime() + rememberedMs) };
}

/**
 * The part of a statement that keeps them, so that the sites can be told of its end. Sets off `keep_site_visits`. The sites are held: one
 * that is turned off at that moment is waited for and then left out, where it would be refused for naming what is no more.
 *
 * @param onlyIf a condition
 */
export const keepSiteSessions = (
  { accountId, uidHash, sids, now, rememberedUntil }: Values<SiteIds>,
  onlyIf: SQL,
): SQL => sql`
  insert into site_sessions (sid, centre_id, connection_id, user_id, uid_hash, started_at, expires_at)
  select w.sid, c.centre_id, c.id, u.id, ${uidHash}::bytea, ${now}::timestamptz, ${rememberedUntil}::timestamptz
  from jsonb_to_recordset(${sids}::jsonb) as w(client_id text, sid text)
  join site_connections c on c.client_id = w.client_id
  join users u on u.id = ${accountId}::uuid and u.centre_id = c.centre_id
  where ${onlyIf}
  order by w.sid
  for key share of c
  on conflict (sid) do update set expires_at = excluded.expires_at`;

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
