import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import { startOfDay } from '../../lib/time.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { App, Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { type Job, queueJobs } from '../jobs.ts';
import type { AuditAction } from '../policy.ts';

export type ScheduledKind = (typeof scheduledChanges.$inferSelect)['kind'];

/** What is to happen to someone; the columns of `scheduled_changes`. */
export interface NewPlan {
  userId: string;
  kind: ScheduledKind;
  /** In the school's calendar, to come: `2027-06-01`. */
  day: string;
  reason?: string;
  toId?: string;
  grants?: boolean;
  site?: Site;
}

/** What waits for its day; see `db/schema/scheduled.ts` for why there are two words for it. */
export const isWaiting = inArray(scheduledChanges.state, ['waiting', 'planned']);

/** How the trail calls it that something was planned, and that it was cancelled. */
export const auditedAs = {
  suspend: { made: 'plan.made', cancelled: 'plan.cancelled' },
  leaver: { made: 'leave.planned', cancelled: 'leave.cancelled' },
  invite: { made: 'invite.planned', cancelled: 'invite.cancelled' },
  'end-access': { made: 'access-end.planned', cancelled: 'access-end.cancelled' },
} as const satisfies Record<ScheduledKind, Record<'made' | 'cancelled', AuditAction>>;

/** How many go into one statement. */
const perStatement = 1_000;

/**
 * Keeps plans, each with the job that carries it out as its day begins, and its event in the trail; in the caller's transaction, in as many
 * statements for one as for a thousand. What waits of the same kind for the same person is the caller's to end.
 *
 * @throws Refusal `date-past`, beside the field
 */
export async function keepPlans(
  ctx: Ctx<Tx>,
  plans: NewPlan[],
  field = 'on',
): Promise<{ id: string; userId: string }[]> {
  const { actor, db, clock, workspaceId, correlationId } = ctx;
  const { timeZone } = await readCentre(db, actor.centreId);
  if (plans.some(({ day }) => startOfDay(day, timeZone) <= clock())) throw new Refusal('date-past', {}, field);
  const rows = plans.map(({ reason, ...plan }) => ({
    ...plan,
    id: randomUUID(),
    centreId: actor.centreId,
    reason: reason || null,
    state: plan.kind === 'suspend' ? ('waiting' as const) : ('planned' as const),
    plannedById: actor.id,
    workspaceId,
    correlationId,
    createdAt: clock(),
  }));
  for (let i = 0; i < rows.length; i += perStatement) {
    const some = rows.slice(i, i + perStatement);
    await db.insert(scheduledChanges).values(some);
    await queueJobs(
      db,
      some.map((row) => jobFor(row, timeZone)),
    );
    await audit(
      ctx,
      ...some.map(({ userId, kind, day, reason, site }) => ({
        ...event(ctx, auditedAs[kind].made, userId),
        reason,
        details: { day, ...(site && { site }) },
      })),
    );
  }
  return rows.map(({ id, userId }) => ({ id, userId }));
}

type Kept = Pick<typeof scheduledChanges.$inferSelect, 'id' | 'kind' | 'day'>;

/** The job that does it, when its day begins; one of a plan waits at a time. */
export function jobFor({ id, kind, day }: Kept, timeZone: string): Job & { run_at: Date } {
  const job = { payload: { id }, key: `scheduled:${id}`, run_at: startOfDay(day, timeZone) };
  return kind === 'suspend' ? { task: 'carry-out-scheduled', ...job } : { task: 'carry-out-planned', ...job };
}

/** The job that tells what came of all that was planned in one go: one waits at a time, and one is carried out. */
export function tellingOf({ id, kind, correlationId }: Kept & { correlationId: string }): Job & { run_at?: Date } {
  const queue = 'tell-scheduled';
  return kind === 'suspend'
    ? { task: 'tell-scheduled', payload: { id }, key: `tell-scheduled:${correlationId}`, queue }
    : { task: 'tell-planned', payload: { id }, key: `tell-planned:${correlationId}`, queue };
}

export type Ended = Pick<typeof scheduledChanges.$inferSelect, 'userId' | 'kind' | 'day' | 'site'>;

/** Ends what waits, in the caller's transaction. @returns whom it was for */
export async function endWaiting({ db, clock }: App<Tx>, which: ReturnType<typeof and>): Promise<Ended[]> {
  const { userId, kind, day, site } = scheduledChanges;
  return db
    .update(scheduledChanges)
    .set({ state: 'cancelled', endedAt: clock() })
    .where(and(isWaiting, which))
    .returning({ userId, kind, day, site });
}

/** Has all that waits in a school begin with its days where it is now, in the caller's transaction. */
export async function moveToTimeZone(ctx: Ctx<Tx, Principal>, timeZone: string): Promise<void> {
  const { id, kind, day, centreId } = scheduledChanges;
  const waiting = await ctx.db
    .select({ id, kind, day })
    .from(scheduledChanges)
    .where(and(eq(centreId, ctx.actor.centreId), isWaiting));
  await queueJobs(
    ctx.db,
    waiting.map((row) => jobFor(row, timeZone)),
  );
}
