import { eq, sql } from 'drizzle-orm';
import { siteConnections } from '../../../db/schema/index.ts';
import type { Tx } from '../context.ts';
import { healthy } from './site-health.ts';

/**
 * Marks all whom a site concerns, after its connection was made or changed: they are looked up there and brought up to
 * date. To be called in the transaction of that change, where the site has a SCIM address.
 * Sets off `queue_provision`: at the commit a job is queued that brings the site up to date.
 */
export async function markAll(tx: Tx, connectionId: string): Promise<void> {
  await tx.update(siteConnections).set(healthy).where(eq(siteConnections.id, connectionId));
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
