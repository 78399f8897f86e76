import { and, eq, inArray } from 'drizzle-orm';
import { scheduledChanges, siteAccess } from '../../../db/schema/index.ts';
import { startOfDay } from '../../lib/time.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { App, Ctx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import { leave } from '../people/leave.ts';
import { lockPerson } from '../people/person.ts';
import { sendInvitations } from '../people/send-link.ts';
import { suspendPerson } from '../people/suspend.ts';
import type { Act } from '../policy.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { inTransaction } from '../transaction.ts';
import { requestOf, wasDone } from '../use-case.ts';
import { jobFor, type ScheduledKind, tellingOf } from './keep.ts';

/**
 * Does what was planned, as whoever planned it may do by now, and has them told. Called twice, or again after a crash, it is done once.
 * Where its day has not begun, since the school has moved to another time zone, it waits for that.
 */
export async function carryOutScheduled(app: App, id: string): Promise<void> {
  const planned = await begin(app, id);
  if (!planned) return;
  const problem = await problemOf(() => ways[planned.kind](app, planned));
  await inTransaction(app, async (app) => {
    const [ended] = await app.db
      .update(scheduledChanges)
      .set({ state: problem ? 'refused' : 'done', problem, endedAt: app.clock() })
      .where(and(eq(scheduledChanges.id, id), eq(scheduledChanges.state, 'doing')))
      .returning({ id: scheduledChanges.id });
    if (ended) await queueJobs(app.db, [tellingOf(planned)]);
  });
}

/** How long it waits at least before it looks again whether its day has begun, in milliseconds. */
const minPauseMs = 60_000;

type Planned = typeof scheduledChanges.$inferSelect;

/** Takes it in hand: from then on it can't be cancelled. */
const begin = (app: App, id: string): Promise<Planned | undefined> =>
  inTransaction(app, async ({ db, clock }) => {
    const isOpen = and(eq(scheduledChanges.id, id), inArray(scheduledChanges.state, ['waiting', 'planned', 'doing']));
    const [planned] = await db.select().from(scheduledChanges).where(isOpen).for('update');
    if (!planned) return undefined;
    const { timeZone } = await readCentre(db, planned.centreId);
    if (startOfDay(planned.day, timeZone) > clock()) {
      // Where this machine's clock is behind the database's, its time has come already: not at once again, and again.
      const job = jobFor(planned, timeZone);
      const soon = clock().getTime() + minPauseMs;
      await queueJobs(db, [{ ...job, run_at: new Date(Math.max(job.run_at.getTime(), soon)) }]);
      return undefined;
    }
    await db.update(scheduledChanges).set({ state: 'doing' }).where(isOpen);
    return planned;
  });

/** How each kind is done. */
const ways: Record<ScheduledKind, (app: App, planned: Planned) => Promise<void>> = {
  suspend: (app, planned) =>
    asPlanner(app, planned, 'user.suspend', async (ctx) => {
      await suspendPerson(ctx, { id: planned.userId, reason: planned.reason ?? undefined });
    }),
  leaver: (app, planned) => asPlanner(app, planned, 'user.suspend', (ctx) => leaveAs(ctx, planned)),
  invite: (app, planned) =>
    asPlanner(app, planned, 'invite.send', async (ctx) => {
      await sendInvitations(ctx, { ids: [planned.userId] });
    }),
  'end-access': endAccess,
};

/** With the rights of whoever planned it, as they are by now. */
async function asPlanner(app: App, planned: Planned, act: Act, run: (ctx: Ctx) => Promise<void>): Promise<void> {
  const { id, plannedById: actorId, centreId, workspaceId, correlationId } = planned;
  const request = { actorId, centreId, workspaceId, correlationId };
  const idempotencyKey = `scheduled:${id}`;
  // By the try before, after which whoever planned it may have no rights any more: it may have been about themselves.
  if (await wasDone({ ...app, ...request, actor: { id: actorId, centreId } }, idempotencyKey)) return;
  await run({ ...(await requestOf(app, request, act)), idempotencyKey });
}

/**
 * Suspends and hands over. Where what they hold can't go to whom it was to go, they are suspended all the same: they have left. That
 * nothing went is told.
 */
async function leaveAs(ctx: Ctx, { userId: id, toId, grants: grant }: Planned): Promise<void> {
  try {
    await leave(ctx, { rows: [{ id, to: toId ?? undefined, grant }] });
  } catch (error) {
    if (!(error instanceof Refusal) || !isOfReceiver(error)) throw error;
    // Under a key of its own: after a crash it is found out anew that nothing could be handed over.
    const alone = { ...ctx, idempotencyKey: `${ctx.idempotencyKey}:alone` };
    await leave(alone, { rows: [{ id }] }).catch((why) => {
      if (!(why instanceof Refusal) || (why.code !== 'already-done' && why.code !== 'already-suspended')) throw why;
    });
    throw error;
  }
}

/** Whether it is about who was to hold what they held, and not about who leaves. */
const isOfReceiver = ({ code, field, params }: Refusal) =>
  field === 'to' || field === 'grant' || (code === 'not-allowed' && 'because' in params);

/**
 * Takes the access to a site away. It was given until then and for no longer: nobody's rights are asked again, lest it stay because whoever
 * gave it is gone.
 * Sets off `mark_users`: the site that it concerns is brought up to date; and `cancel_access_ends`.
 */
async function endAccess(app: App, planned: Planned): Promise<void> {
  const { userId, site, centreId, plannedById, workspaceId, correlationId } = planned;
  if (!site) return;
  await inTransaction(app, async (app) => {
    const ctx = { ...app, actor: { id: plannedById, centreId }, workspaceId, correlationId };
    await lockPerson(ctx, userId);
    const taken = await app.db
      .delete(siteAccess)
      .where(and(eq(siteAccess.userId, userId), eq(siteAccess.site, site)))
      .returning({ site: siteAccess.site });
    if (taken.length === 0) return;
    await endSessions(ctx, userId, { sites: [site] });
    await audit(ctx, { ...event(ctx, 'site.access', userId), details: { take: [site] } });
  });
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
