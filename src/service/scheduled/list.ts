import { aliasedTable, and, asc, eq, inArray, ne, notInArray, sql } from 'drizzle-orm';
import { scheduledChanges, users } from '../../../db/schema/index.ts';
import type { App, Db } from '../context.ts';
import type { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { fullNameOf } from '../people/columns.ts';
import { mayAtAll, NotAllowed } from '../policy.ts';
import { query } from '../use-case.ts';

/** What is to happen, or what became of it. */
export type Scheduled = Awaited<ReturnType<typeof select>>[number];

/** Most that a list shows; more are counted. */
export const maxListed = 50;

const planner = aliasedTable(users, 'planner');

const select = (db: Db, which: ReturnType<typeof and>) =>
  db
    .select({
      id: scheduledChanges.id,
      centreId: scheduledChanges.centreId,
      userId: scheduledChanges.userId,
      name: fullNameOf<string>(),
      day: scheduledChanges.day,
      reason: scheduledChanges.reason,
      state: scheduledChanges.state,
      problem: sql<Pick<Refusal, 'code' | 'params'> | null>`${scheduledChanges.problem}`,
      plannedById: scheduledChanges.plannedById,
      plannedBy: fullNameOf<string | null>(planner),
      plannerStatus: planner.status,
      correlationId: scheduledChanges.correlationId,
      endedAt: scheduledChanges.endedAt,
    })
    .from(scheduledChanges)
    .innerJoin(users, eq(users.id, scheduledChanges.userId))
    .innerJoin(planner, eq(planner.id, scheduledChanges.plannedById))
    .where(and(ne(users.status, 'deleted'), which))
    .orderBy(asc(scheduledChanges.day), asc(users.sortName), asc(scheduledChanges.id));

/** What waits for its day in the school, the nearest first; one more than is shown, where there are more. */
export const listScheduled = query('listScheduled', 'user.suspend', async (ctx): Promise<Scheduled[]> => {
  if (!mayAtAll(ctx.actor, 'user.suspend')) throw new NotAllowed('user.suspend', null);
  return select(
    ctx.db,
    and(eq(scheduledChanges.centreId, ctx.actor.centreId), inArray(scheduledChanges.state, ['waiting', 'doing'])),
  ).limit(maxListed + 1);
});

/** All that was planned in one go with this, for who is told what became of it; not whose account is gone since. */
export async function readPlan({ db }: App, id: string): Promise<Scheduled[]> {
  const [one] = await db.select().from(scheduledChanges).where(eq(scheduledChanges.id, id));
  if (!one) return [];
  const { correlationId, plannedById, day } = one;
  return select(
    db,
    and(
      eq(scheduledChanges.centreId, one.centreId),
      eq(scheduledChanges.correlationId, correlationId),
      eq(scheduledChanges.plannedById, plannedById),
      eq(scheduledChanges.day, day),
      ne(scheduledChanges.state, 'cancelled'),
    ),
  );
}

/** What waits for these people, by their ids. */
export async function plansOf(db: Db, ids: string[]): Promise<Map<string, Scheduled>> {
  if (ids.length === 0) return new Map();
  const found = await select(db, and(isOneOf(scheduledChanges.userId, ids), eq(scheduledChanges.state, 'waiting')));
  return new Map(found.map((each) => [each.userId, each]));
}

/** Whether it was not done, and somebody still has to see to it. */
export const isOpen = ({ state, problem }: Scheduled) => state === 'refused' && problem?.code !== 'already-suspended';

/**
 * What coordinators are told in place of whoever planned it, or beside them: what was not done, where that person has not the rights for
 * it any more, or nobody could tell them.
 */
export async function whatOthersAreTold(
  { db }: App,
  plan: Scheduled[],
  isTold: boolean,
): Promise<{ toldToo: string[]; open: Scheduled[] }> {
  const open = plan.filter((each) => isOpen(each) && (!isTold || each.problem?.code === 'not-allowed'));
  const [one] = open;
  if (!one) return { toldToo: [], open };
  const concerned = [one.plannedById, ...open.map(({ userId }) => userId)];
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.centreId, one.centreId),
        eq(users.role, 'coordinator'),
        eq(users.status, 'active'),
        notInArray(users.id, concerned),
      ),
    );
  return { toldToo: found.map(({ id }) => id), open };
}
