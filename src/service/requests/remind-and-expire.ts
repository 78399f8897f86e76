import { and, eq, isNull } from 'drizzle-orm';
import { centres, requests } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';
import { showJob, timedJob } from './copies.ts';
import { isWeekend, notAtWeekend } from './deadlines.ts';
import { closeExpired } from './end-undecided.ts';

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
