import { and, eq, isNull, lte } from 'drizzle-orm';
import { centres, requests } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';
import { showJob, timedJob } from './copies.ts';
import { isWeekend, notAtWeekend } from './deadlines.ts';

/** Has a request that still waits announced again, once; not at the weekend. */
export async function remindRequest(app: App, id: string): Promise<void> {
  await inTransaction(app, async (app) => {
    const [found] = await app.db
      .select({ remindAt: requests.remindAt, expiresAt: requests.expiresAt, timeZone: centres.timeZone })
      .from(requests)
      .innerJoin(centres, eq(centres.id, requests.centreId))
      .where(and(eq(requests.id, id), eq(requests.status, 'pending'), isNull(requests.remindedAt)))
      .for('no key update', { of: requests });
    const now = app.clock();
    if (!found || found.expiresAt <= now) return;
    const at = found.remindAt > now ? found.remindAt : now;
    const due = notAtWeekend(at, found.timeZone);
    if (due > now) return queueJobs(app.db, [timedJob('remind-request', id, due)]);
    await app.db.update(requests).set({ remindedAt: now }).where(eq(requests.id, id));
    await queueJobs(app.db, [showJob(id)]);
  });
}

/** Ends a request whose time is over, unless it was decided. Whoever asked is told. @returns whether it ended now */
export async function closeExpired(app: App<Tx>, id: string): Promise<boolean> {
  const now = app.clock();
  const [closed] = await app.db
    .update(requests)
    .set({ status: 'expired', decidedAt: now })
    .where(and(eq(requests.id, id), eq(requests.status, 'pending'), lte(requests.expiresAt, now)))
    .returning();
  if (!closed) return false;
  await audit(app, {
    centreId: closed.centreId,
    action: 'request.expired',
    targetId: closed.askerId,
    details: { request: id, ...(closed.site && { site: closed.site }) },
    correlationId: closed.correlationId,
  });
  await queueJobs(app.db, [showJob(id), { task: 'tell-asker', payload: { requestId: id } }]);
  return true;
}

/**
 * What the job does when a request's time is over. Nothing ends at the weekend, also where the program was down on the
 * day that was meant: nobody could have decided it then.
 */
export async function expireRequest(app: App, id: string): Promise<void> {
  await inTransaction(app, async (app) => {
    const [found] = await app.db
      .select({ expiresAt: requests.expiresAt, timeZone: centres.timeZone })
      .from(requests)
      .innerJoin(centres, eq(centres.id, requests.centreId))
      .where(and(eq(requests.id, id), eq(requests.status, 'pending')))
      .for('no key update', { of: requests });
    if (!found) return;
    const now = app.clock();
    let at = found.expiresAt;
    if (at <= now && isWeekend(now, found.timeZone)) {
      at = notAtWeekend(now, found.timeZone);
      await app.db.update(requests).set({ expiresAt: at }).where(eq(requests.id, id));
      // The cards say until when.
      await queueJobs(app.db, [showJob(id)]);
    }
    if (at <= now) await closeExpired(app, id);
    else await queueJobs(app.db, [timedJob('expire-request', id, at)]);
  });
}
