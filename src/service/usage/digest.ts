import { and, eq, inArray, sql } from 'drizzle-orm';
import { centres, usageDigests, users } from '../../../db/schema/index.ts';
import { addDays, dayIn, startOfDay, weekdayIn } from '../../lib/time.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { App, Ctx, Db } from '../context.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { allow } from '../policy.ts';
import { inTransaction } from '../transaction.ts';
import { mutation, queryAll } from '../use-case.ts';
import { countUsage, type Usage } from './count.ts';
import { lately, sitesOf } from './scope.ts';

/** At this hour of a Monday, where the school is, the week before is told. */
const hourOfDay = 7;

/** The Monday of the newest week that may be told there by now. */
export function mondayOf(now: Date, timeZone: string): string {
  const day = dayIn(now, timeZone);
  const monday = addDays(day, 1 - weekdayIn(now, timeZone));
  return now < tellableAt(monday, timeZone) ? addDays(monday, -7) : monday;
}

/** Whether the actor is told each week. */
export const isToldWeekly = queryAll(
  'isToldWeekly',
  'usage.digest',
  async ({ db, actor }: Ctx, _: Record<string, never>): Promise<boolean> =>
    (await db.$count(usageDigests, eq(usageDigests.userId, actor.id))) > 0,
);

/**
 * Has the actor be told each week how the school stands, or no longer.
 *
 * @returns the day of the first time
 */
export const tellWeekly = mutation(
  'tellWeekly',
  'usage.digest',
  async (ctx, { on }: { on: boolean }): Promise<string> => {
    allow(ctx, 'usage.digest');
    const { id: userId, centreId } = ctx.actor;
    const { timeZone } = await readCentre(ctx.db, centreId);
    const lastMonday = mondayOf(ctx.clock(), timeZone);
    const changed = on
      ? await ctx.db
          .insert(usageDigests)
          .values({ userId, centreId, lastMonday })
          .onConflictDoNothing()
          .returning({ userId: usageDigests.userId })
      : await ctx.db
          .delete(usageDigests)
          .where(eq(usageDigests.userId, userId))
          .returning({ userId: usageDigests.userId });
    if (changed.length > 0) await audit(ctx, { ...event(ctx, 'usage.digest', userId), details: { on } });
    return addDays(lastMonday, 7);
  },
);

/**
 * Has everyone be told whose week is over: once for each week, however often it is called, and by however many copies. After a longer while
 * the last week alone is told.
 */
export function queueDigests(app: App): Promise<void> {
  return inTransaction(app, async ({ db, clock }) => {
    const wanted = await db
      .select({ userId: usageDigests.userId, lastMonday: usageDigests.lastMonday, timeZone: centres.timeZone })
      .from(usageDigests)
      .innerJoin(centres, eq(centres.id, usageDigests.centreId))
      .for('update', { of: usageDigests, skipLocked: true });
    const due = new Map<string, string[]>();
    for (const { userId, lastMonday, timeZone } of wanted) {
      const monday = mondayOf(clock(), timeZone);
      if (monday > lastMonday) due.set(monday, [...(due.get(monday) ?? []), userId]);
    }
    for (const [monday, ids] of due) {
      await db.update(usageDigests).set({ lastMonday: monday }).where(inArray(usageDigests.userId, ids));
      await queueJobs(
        db,
        ids.map((userId): Job => ({ task: 'tell-week', payload: { userId, monday } })),
      );
    }
  });
}

/** From when on a week may be told there. */
const tellableAt = (monday: string, timeZone: string): Date =>
  // Hours after the day's beginning: on a morning when the clocks are changed it is an hour sooner or later, and on none twice.
  new Date(startOfDay(monday, timeZone).getTime() + hourOfDay * 3_600_000);

/** How a school stood in a week. */
export interface Week {
  /** Its first and last day. */
  from: string;
  to: string;
  joined: number;
  left: number;
  asked: number;
  /** Requests that wait for a decision by now. */
  waiting: number;
  mailsFailed: number;
  usage: Usage;
  timeZone: string;
  /** Since when it may be told. */
  since: Date;
}

/**
 * The week before a Monday, for someone who wants to be told of it.
 *
 * @returns nothing for who does not any more, is suspended, or no coordinator
 */
export async function readWeek(app: App, userId: string, monday: string): Promise<Week | undefined> {
  const [reader] = await app.db
    .select({ centreId: users.centreId, timeZone: centres.timeZone })
    .from(usageDigests)
    .innerJoin(users, eq(users.id, usageDigests.userId))
    .innerJoin(centres, eq(centres.id, users.centreId))
    .where(and(eq(users.id, userId), eq(users.status, 'active'), eq(users.role, 'coordinator')));
  if (!reader) return undefined;
  const { centreId, timeZone } = reader;
  const from = addDays(monday, -7);
  const scope = await sitesOf(app.db, centreId);
  return {
    from,
    to: addDays(monday, -1),
    ...(await happened(app.db, centreId, startOfDay(from, timeZone), startOfDay(monday, timeZone))),
    usage: await countUsage(app.db, centreId, scope, lately(app.clock())),
    timeZone,
    since: tellableAt(monday, timeZone),
  };
}

/** What happened in a school from a moment on, until another. */
async function happened(db: Db, centreId: string, from: Date, to: Date) {
  const [since, before] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  type Happened = Pick<Week, 'joined' | 'left' | 'asked' | 'waiting' | 'mailsFailed'>;
  const { rows } = await db.execute<Happened & Record<string, number>>(sql`
    with events as (
      select action, target_id from audit_events
      where centre_id = ${centreId} and at >= ${since} and at < ${before} and outcome <> 'refused'
        and action in ('user.suspend', 'user.delete', 'mail.failed')
    )
    select
      (select count(*) from users where centre_id = ${centreId} and status <> 'deleted' and created_at >= ${since} and created_at < ${before})::int as joined,
      (
        select count(distinct u.id) from events e join users u on u.id = e.target_id
        where e.action <> 'mail.failed' and u.status in ('suspended', 'deleted')
      )::int as left,
      (select count(*) from requests where centre_id = ${centreId} and created_at >= ${since} and created_at < ${before})::int as asked,
      (select count(*) from requests where centre_id = ${centreId} and status = 'pending')::int as waiting,
      (select count(distinct target_id) from events where action = 'mail.failed')::int as "mailsFailed"`);
  const [row] = rows;
  if (!row) throw new Error('nothing was counted');
  return row;
}
