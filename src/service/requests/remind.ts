import { and, eq, isNull } from 'drizzle-orm';
import { centres, requests } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';
import { showJob } from './copies.ts';
import { notAtWeekend } from './deadlines.ts';

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
    if (due > now) {
      const payload = { requestId: id };
      return queueJobs(app.db, [{ task: 'remind-request', payload, key: `remind-request:${id}`, run_at: due }]);
    }
    await app.db.update(requests).set({ remindedAt: now }).where(eq(requests.id, id));
    await queueJobs(app.db, [showJob(id)]);
  });
}
