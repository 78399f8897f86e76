import { aliasedTable, and, asc, eq, inArray, ne, notInArray, sql } from 'drizzle-orm';
import { scheduledChanges, users } from '../../../db/schema/index.ts';
import type { App, Db } from '../context.ts';
import type { Refusal } from '../errors.ts';
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

/** One of them, for who is told what became of it; nothing where the person is gone. */
export async function readScheduled({ db }: App, id: string): Promise<Scheduled | undefined> {
  const [found] = await select(db, eq(scheduledChanges.id, id));
  return found;
}

/** What waits for these people, by their ids. */
export async function plansOf(db: Db, ids: string[]): Promise<Map<string, Scheduled>> {
  if (ids.length === 0) return new Map();
  const found = await select(db, and(inArray(scheduledChanges.userId, ids), eq(scheduledChanges.state, 'waiting')));
  return new Map(found.map((each) => [each.userId, each]));
}

/**
 * The coordinators who are told in place of whoever planned it, or beside them, where it was not done: that person has not the rights for it
 * any more, or nobody could tell them.
 */
export async function whoElseIsTold({ db }: App, each: Scheduled, isTold: boolean): Promise<string[]> {
  const { state, problem, centreId, plannedById, userId } = each;
  const isOpen = state === 'refused' && problem?.code !== 'already-suspended';
  if (!isOpen || (isTold && problem?.code !== 'not-allowed')) return [];
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.centreId, centreId),
        eq(users.role, 'coordinator'),
        eq(users.status, 'active'),
        notInArray(users.id, [plannedById, userId]),
      ),
    );
  return found.map(({ id }) => id);
}
