import { randomUUID } from 'node:crypto';
import { and, eq, inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import { startOfDay } from '../../lib/time.ts';
import type { Site } from '../../words/sites.ts';
import { addEvents, event, eventRows } from '../audit/event.ts';
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
 * Keeps plans, each with the job that carries it out as its day begins, and its event in the trail; in the caller's transaction, in one
 * statement for a thousand. What waits of the same kind for the same person is the caller's to end.
 *
 * @throws Refusal `date-past`, beside the field
 */
export async function keepPlans(
  ctx: Ctx<Tx>,
  plans: NewPlan[],
  field = 'on',
): Promise<{ id: string; userId: string }[]> {
  const { timeZone } = await readCentre(ctx.db, ctx.actor.centreId);
  const kept: { id: string; userId: string }[] = [];
  for (let i = 0; i < plans.length; i += perStatement) {
    const { rows, jobs, events } = drawUpPlans(ctx, plans.slice(i, i + perStatement), timeZone, field);
    await ctx.db.execute(sql`
      with plans as (${addPlans(sql`${JSON.stringify(rows)}`)}), events as (${addEvents(sql`${eventRows(ctx, events)}`)})
      select queue_jobs(${JSON.stringify(jobs)}::jsonb)`);
    kept.push(...rows.map(({ id, user_id: userId }) => ({ id, userId })));
  }
  return kept;
}

/**
 * What is to be written to keep plans: the rows of {@link addPlans}, the jobs that carry them out, and their events in the trail.
 *
 * @throws Refusal `date-past`, beside the field
 */
export function drawUpPlans(ctx: Ctx<Tx>, plans: NewPlan[], timeZone: string, field = 'on') {
  const { actor, clock, workspaceId, correlationId } = ctx;
  if (plans.some(({ day }) => startOfDay(day, timeZone) <= clock())) throw new Refusal('date-past', {}, field);
  const rows = plans.map(({ userId, kind, day, reason, toId, grants, site }) => ({
    id: randomUUID(),
    centre_id: actor.centreId,
    user_id: userId,
    kind,
    day,
    reason: reason || null,
    state: kind === 'suspend' ? 'waiting' : 'planned',
    to_id: toId,
    grants: grants ?? false,
    site,
    planned_by_id: actor.id,
    workspace_id: workspaceId,
    correlation_id: correlationId,
    created_at: clock().toISOString(),
  }));
  return {
    rows,
    jobs: rows.map((row) => jobFor(row, timeZone)),
    events: plans.map(({ userId, kind, day, reason, site }) => ({
      ...event(ctx, auditedAs[kind].made, userId),
      reason,
      details: { day, ...(site && { site }) },
    })),
  };
}

/** What adds plans, to be a part of a statement. @param rows those of {@link drawUpPlans}, as JSON */
export const addPlans = (rows: SQLWrapper): SQL => sql`
  insert into scheduled_changes (
    id, centre_id, user_id, kind, day, reason, state, to_id, grants, site, planned_by_id, workspace_id, correlation_id, created_at
  )
  select id, centre_id, user_id, kind, day, reason, state, to_id, grants, site, planned_by_id, workspace_id, correlation_id, created_at
  from jsonb_to_recordset(${rows}::jsonb) as r(
    id uuid, centre_id uuid, user_id uuid, kind text, day date, reason text, state text, to_id uuid, grants boolean, site site,
    planned_by_id uuid, workspace_id uuid, correlation_id uuid, created_at timestamptz
  )`;

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
