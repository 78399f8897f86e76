import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { siteConnections } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { readDraft, saveDraft } from '../drafts.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';
import type { Difference } from './compare.ts';

/** What a Yes to a comparison mends. */
const kept = z.object({
  connectionId: z.uuid(),
  /** Of how the site was reached; what the release before kept has none. */
  version: z.number().optional(),
  toMend: z.array(z.object({ userId: z.uuid(), remoteId: z.string().nullable() })),
});

/**
 * Leaves it to a job to compare a site with us: it looks at each account there.
 *
 * @throws Refusal `site-not-in-step`
 */
export const queueComparison = mutation(
  'queueComparison',
  'site.sync',
  async (ctx, { site }: { site: Site }): Promise<void> => {
    allow(ctx, 'site.sync');
    const { actor, workspaceId, correlationId } = ctx;
    const [connection] = await ctx.db
      .select({ id: siteConnections.id })
      .from(siteConnections)
      .where(
        and(
          eq(siteConnections.centreId, actor.centreId),
          eq(siteConnections.site, site),
          isNotNull(siteConnections.scimUrl),
        ),
      );
    if (!connection) throw new Refusal('site-not-in-step', { site });
    if (!workspaceId) throw new Error('a comparison by a job needs a workspace to tell of it');
    const { id: actorId, centreId } = actor;
    const payload = { connectionId: connection.id, actorId, centreId, workspaceId, correlationId };
    // Mails are quick, and go first.
    await queueJobs(ctx.db, [{ task: 'compare-site', payload, priority: 1 }]);
  },
);

/** Keeps what a comparison found, for the Yes of whoever asked for it. @returns the id that the Yes names */
export const keepComparison = mutation(
  'keepComparison',
  'site.sync',
  async (
    ctx,
    { connectionId, version, toMend }: { connectionId: string; version: number; toMend: Difference[] },
  ): Promise<string> => {
    allow(ctx, 'site.sync');
    return saveDraft(ctx, {
      connectionId,
      version,
      toMend: toMend.map(({ userId, remoteId }) => ({ userId, remoteId })),
    });
  },
);

/**
 * Mends what a comparison found: those users are looked at at the site once more, and brought to what they are here by then.
 * Sets off `queue_provision`: at the commit a job is queued that brings the site up to date.
 *
 * @throws Refusal `draft-gone`
 */
export const mendSite = mutation(
  'mendSite',
  'site.sync',
  async (ctx, { id }: { id: string }): Promise<{ site: Site; mended: number }> => {
    allow(ctx, 'site.sync');
    const { connectionId, version = 0, toMend } = kept.parse(await readDraft(ctx, id));
    // Held as it is: the ids are those of the site as it was reached when it was looked at, and mean others elsewhere.
    const [connection] = await ctx.db
      .select({ site: siteConnections.site })
      .from(siteConnections)
      .where(
        and(
          eq(siteConnections.id, connectionId),
          eq(siteConnections.centreId, ctx.actor.centreId),
          eq(siteConnections.scimVersion, version),
        ),
      )
      .for('share');
    if (!connection) throw new Refusal('draft-gone', {});
    const { site } = connection;
    const { rows: marked } = await ctx.db.execute(sql`
      insert into provisioning as p (connection_id, centre_id, user_id, remote_id, waiting_since, in_flight_until)
      select c.id, c.centre_id, u.id, f."remoteId", now(), now()
      from jsonb_to_recordset(${JSON.stringify(toMend)}::jsonb) f("userId" uuid, "remoteId" text)
      join site_connections c on c.id = ${connectionId} and c.scim_url is not null
      join users u on u.id = f."userId" and u.centre_id = c.centre_id
      order by u.id
      on conflict (connection_id, user_id) do update
        set version = p.version + 1, remote_id = excluded.remote_id, etag = null, taken = null, next_try_at = null,
          waiting_since = coalesce(p.waiting_since, excluded.waiting_since),
          in_flight_until = coalesce(p.in_flight_until, now())
      returning user_id`);
    if (marked.length > 0) await ctx.db.execute(sql`select wake_sites(array[${connectionId}]::uuid[])`);
    await audit(ctx, { ...event(ctx, 'site.sync'), details: { site, people: marked.length } });
    return { site, mended: marked.length };
  },
);
