import { eq, sql } from 'drizzle-orm';
import { provisioning, users } from '../../../db/schema/index.ts';
import { pauseAfter } from '../../lib/pause-after.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { App } from '../context.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { noteDone } from '../note-done.ts';
import { findConnection } from '../sites/connection.ts';
import { inTransaction } from '../transaction.ts';
import { type OwnerOf, WaitsForAnother } from './find-account.ts';
import { acquireLeases, type Lease, markDone, markFailed } from './leases.ts';
import { type Pace, usualPace } from './pace.ts';
import { reachOf } from './reach.ts';
import { isOfSite, type Reach, type SiteClient, SiteTrouble } from './site-client.ts';
import { siteFailed, siteIsBack } from './site-health.ts';
import { syncUser } from './sync-user.ts';

/** What became of a try: the site took it, refused this user, or failed as it would have with anyone. */
type Outcome = { took: true } | { refused: true } | { failed: SiteTrouble };

/**
 * Brings a site up to date with users that it is behind with, several at once and each with one request at a time, until
 * none is due or others of the queue should have their turn; then a job for the rest is queued.
 *
 * A site that fails is asked about one user at a time until it answers. How it is reached is read with each user, so that
 * nobody is brought to a place where the site is no more.
 */
export async function syncSite(
  app: App,
  client: SiteClient,
  connectionId: string,
  pace: Pace = usualPace,
): Promise<void> {
  const connection = await findConnection(app.db, connectionId);
  let site = reachOf(app, connection);
  if (!connection || !site) return;
  if (connection.scimNotBefore && connection.scimNotBefore > app.clock()) {
    return queueRest(app, connectionId, connection.scimNotBefore);
  }
  const turnEnds = performance.now() + pace.turnMs;
  const inHand = new Set<Promise<void>>();
  const bugs: unknown[] = [];
  /** Whom it failed with since it last answered. Where it is one alone, that may be because of what they are. */
  const failedWith = new Set<string>();
  let isDown = connection.scimTries > 0;
  let askAgain: Date | undefined;

  const handle = async (lease: Lease, asked: Reach) => {
    const outcome = await oneUser(app, client, asked, lease, pace);
    if (asked !== site) return;
    if (!('failed' in outcome)) {
      failedWith.clear();
      if (isDown) await siteIsBack(app, asked);
      isDown = false;
      return;
    }
    failedWith.add(lease.userId);
    const { failed: trouble } = outcome;
    if (askAgain || (!isDown && failedWith.size < 2 && trouble.retryAfterMs === undefined)) return;
    isDown = true;
    askAgain = new Date();
    askAgain = await siteFailed(app, asked, pace, trouble);
  };

  for (;;) {
    const free =
      askAgain || bugs.length > 0 || performance.now() > turnEnds ? 0 : (isDown ? 1 : pace.lanes) - inHand.size;
    const acquired = free > 0 ? await acquireLeases(app, connectionId, pace, free) : undefined;
    if (acquired && acquired.connection.scimVersion !== site?.version) {
      site = reachOf(app, acquired.connection);
      failedWith.clear();
      isDown = acquired.connection.scimTries > 0;
    }
    for (const lease of acquired?.leases ?? []) {
      // Where it is no longer kept in step, nobody is left to be brought there.
      if (!site) continue;
      const work: Promise<void> = handle(lease, site)
        .catch((error) => void bugs.push(error))
        .finally(() => inHand.delete(work));
      inHand.add(work);
    }
    if (inHand.size === 0) break;
    await Promise.race(inHand);
  }
  if (bugs.length > 0) throw bugs[0];
  await queueRest(app, connectionId, askAgain);
}

/** One user, in our hands. */
async function oneUser(app: App, client: SiteClient, site: Reach, lease: Lease, pace: Pace): Promise<Outcome> {
  const signal = AbortSignal.timeout(pace.requestMs);
  const after = (ms: number) => new Date(app.clock().getTime() + ms);
  try {
    const synced = await syncUser(
      { client, site, ownerOf: ownerOf(app), clock: app.clock, signal },
      lease,
      lease.wanted,
    );
    await noteDone(() => markDone(app.db, lease, synced));
    return { took: true };
  } catch (error) {
    if (error instanceof WaitsForAnother) {
      await markFailed(app.db, lease, { mayBeDone: false, nextTryAt: after(pace.firstMs), problem: null });
      return { refused: true };
    }
    if (!(error instanceof SiteTrouble)) throw error;
    const ofSite = isOfSite(error);
    const needsAPerson = error.kind === 'closed' || error.kind === 'refused';
    const pause = needsAPerson ? pace.refusedMs : pauseAfter(pace, lease.tries + 1);
    const { mayBeDone, message: problem } = error;
    await markFailed(app.db, lease, { mayBeDone, nextTryAt: after(error.retryAfterMs ?? pause), problem });
    return ofSite ? { failed: error } : { refused: true };
  }
}

const ownerOf =
  (app: App): OwnerOf =>
  async (externalId) => {
    if (!isUuid(externalId)) return 'nobody';
    const [found] = await app.db
      .select({
        isThere: sql<boolean>`${users.status} <> 'deleted'`,
        waits: sql<boolean>`exists (
          select from ${provisioning} p where p.user_id = ${users.id} and p.done < p.version)`,
      })
      .from(users)
      .where(eq(users.id, externalId));
    if (!found) return 'nobody';
    return found.waits ? 'waiting' : found.isThere ? 'ours' : 'nobody';
  };

/** Queues a job for those who are left, when the next of them is due. @param notBefore where the site has asked, or needs, to be left alone */
async function queueRest(app: App, connectionId: string, notBefore?: Date): Promise<void> {
  const now = app.clock();
  const { rows } = await app.db.execute<{ seconds: number | null }>(sql`
    select extract(epoch from min(greatest(
      next_try_at - ${now.toISOString()}::timestamptz, in_flight_until - clock_timestamp(), interval '0'
    )))::float8 as seconds
    from provisioning where connection_id = ${connectionId} and done < version`);
  const [next] = rows;
  if (!next || next.seconds === null) return;
  const due = now.getTime() + Math.ceil(next.seconds * 1_000);
  const run_at = new Date(Math.max(due, notBefore?.getTime() ?? 0));
  const name = `provision:${connectionId}`;
  // A key of its own: under that of the trigger it would put off a job that is waiting for a change made just now.
  const key = `later:${name}`;
  const job: Job = { task: 'provision', payload: { connectionId }, key, queue: name, run_at, priority: 1 };
  await inTransaction(app, (app) => queueJobs(app.db, [job]));
}
