import { and, eq, inArray } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import { startOfDay } from '../../lib/time.ts';
import { readCentre } from '../centre/centre.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import { suspendPerson } from '../people/suspend.ts';
import { inTransaction } from '../transaction.ts';
import { requestOf, wasDone } from '../use-case.ts';
import { jobFor, tellingOf } from './plan.ts';

/**
 * Does what was planned, as whoever planned it may do by now, and has them told. Called twice, or again after a crash, it is done once.
 * Where its day has not begun, since the school has moved to another time zone, it waits for that.
 */
export async function carryOutScheduled(app: App, id: string): Promise<void> {
  const planned = await begin(app, id);
  if (!planned) return;
  const problem = await problemOf(() => suspendAs(app, planned));
  await inTransaction(app, async (app) => {
    const [ended] = await app.db
      .update(scheduledChanges)
      .set({ state: problem ? 'refused' : 'done', problem, endedAt: app.clock() })
      .where(and(eq(scheduledChanges.id, id), eq(scheduledChanges.state, 'doing')))
      .returning({ id: scheduledChanges.id });
    if (ended) await queueJobs(app.db, [tellingOf(id, planned.correlationId)]);
  });
}

/** How long it waits at least before it looks again whether its day has begun, in milliseconds. */
const minPauseMs = 60_000;

type Planned = typeof scheduledChanges.$inferSelect;

/** Takes it in hand: from then on it can't be cancelled. */
const begin = (app: App, id: string): Promise<Planned | undefined> =>
  inTransaction(app, async ({ db, clock }) => {
    const isOpen = and(eq(scheduledChanges.id, id), inArray(scheduledChanges.state, ['waiting', 'doing']));
    const [planned] = await db.select().from(scheduledChanges).where(isOpen).for('update');
    if (!planned) return undefined;
    const { timeZone } = await readCentre(db, planned.centreId);
    if (startOfDay(planned.day, timeZone) > clock()) {
      // Where this machine's clock is behind the database's, its time has come already: not at once again, and again.
      const job = jobFor(id, planned.day, timeZone);
      const soon = clock().getTime() + minPauseMs;
      await queueJobs(db, [{ ...job, run_at: new Date(Math.max(job.run_at.getTime(), soon)) }]);
      return undefined;
    }
    await db.update(scheduledChanges).set({ state: 'doing' }).where(isOpen);
    return planned;
  });

async function suspendAs(app: App, planned: Planned): Promise<void> {
  const { id, userId, plannedById: actorId, centreId, workspaceId, correlationId, reason } = planned;
  const request = { actorId, centreId, workspaceId, correlationId };
  const idempotencyKey = `scheduled:${id}`;
  // By the try before, after which whoever planned it may have no rights any more: it may have been about themselves.
  if (await wasDone({ ...app, ...request, actor: { id: actorId, centreId } }, idempotencyKey)) return;
  const ctx = await requestOf(app, request, 'user.suspend');
  await suspendPerson({ ...ctx, idempotencyKey }, { id: userId, reason: reason ?? undefined });
}

/** What stood in the way, to be kept; nothing where it was done, now or by the try before. */
async function problemOf(act: () => Promise<void>): Promise<Planned['problem']> {
  try {
    await act();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === 'already-done' ? null : { code: error.code, params: error.params };
  }
}
