import { and, eq, inArray, sql } from 'drizzle-orm';
import { provisioning, siteConnections } from '../../../db/schema/index.ts';
import { pauseAfter } from '../../lib/pause-after.ts';
import type { App, Tx } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import type { Pace } from './pace.ts';
import { isAsReached } from './reach.ts';
import type { Reach, SiteTrouble } from './site-client.ts';

/** Writes down that a site fails whoever it is asked about. @returns when it may be asked again */
export async function siteFailed(app: App, site: Reach, pace: Pace, trouble: SiteTrouble): Promise<Date> {
  const now = app.clock();
  const { retryAfterMs } = trouble;
  const after = (ms: number) => new Date(now.getTime() + ms);
  const notBefore = retryAfterMs === undefined ? null : after(retryAfterMs);
  const [row] = await app.db
    .update(siteConnections)
    .set({
      scimTries: sql`${siteConnections.scimTries} + 1`,
      scimFailingSince: sql`coalesce(${siteConnections.scimFailingSince}, ${now.toISOString()}::timestamptz)`,
      scimProblem: trouble.message,
      scimNotBefore: notBefore,
    })
    .where(isAsReached(site))
    .returning({ tries: siteConnections.scimTries });
  if (!row) return now;
  return notBefore ?? after(trouble.kind === 'closed' ? pace.refusedMs : pauseAfter(pace, row.tries));
}

/** Writes down that a site that failed is there again: everyone who waits for it has their turn. */
export async function siteIsBack(app: App, site: Reach): Promise<void> {
  const id = site.connectionId;
  await inTransaction(app, async (app) => {
    await app.db.update(siteConnections).set(healthy).where(isAsReached(site));
    // Whom someone is just changing has their turn anyway, and is not waited for.
    const waiting = app.db
      .select({ userId: provisioning.userId })
      .from(provisioning)
      .where(and(eq(provisioning.connectionId, id), sql`${provisioning.done} < ${provisioning.version}`))
      .for('update', { skipLocked: true });
    await app.db
      .update(provisioning)
      .set({ tries: 0, nextTryAt: null })
      .where(and(eq(provisioning.connectionId, id), inArray(provisioning.userId, waiting)));
  });
}

/** What is known of a site that did not fail. */
const healthy = { scimTries: 0, scimFailingSince: null, scimProblem: null, scimNotBefore: null };

/** To be called in the transaction of a change of how a site is reached, or of its end: that it failed is said no more. */
export async function forgetTrouble(tx: Tx, connectionId: string): Promise<void> {
  await tx.update(siteConnections).set(healthy).where(eq(siteConnections.id, connectionId));
}

/**
 * Marks all whom a site concerns, after its connection was made or changed: they are looked up there and brought up to
 * date. To be called in the transaction of that change, where the site has a SCIM address.
 * Sets off `queue_provision`: at the commit a job is queued that brings the site up to date.
 */
export async function markAll(tx: Tx, connectionId: string): Promise<void> {
  await forgetTrouble(tx, connectionId);
  await tx.execute(sql`
    insert into provisioning as p (connection_id, centre_id, user_id, waiting_since, in_flight_until)
    select c.id, c.centre_id, u.user_id, now(), now()
    from site_connections c
    cross join lateral (
      select a.user_id from site_access a where a.centre_id = c.centre_id and a.site = c.site
      union
      select o.user_id from provisioning o where o.connection_id = c.id
    ) u
    where c.id = ${connectionId} and c.scim_url is not null
    order by u.user_id
    on conflict (connection_id, user_id) do update
      set version = p.version + 1, waiting_since = coalesce(p.waiting_since, excluded.waiting_since),
        ${asNew}`);
  await tx.execute(sql`select wake_sites(array[${connectionId}]::uuid[])`);
}

/**
 * It may be another site now, to which the old one's ids mean nothing or, worse, someone else. What is in flight to the old
 * one is still waited for, but its answer must not be written down: so the time is another. And all are looked up first.
 */
const asNew = sql.raw(`remote_id = null, etag = null, taken = null, tries = 0, next_try_at = null, problem = null,
        in_flight_until = coalesce(p.in_flight_until + interval '1 millisecond', now())`);
