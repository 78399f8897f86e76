import { aliasedTable, and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import { scheduledChanges, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import type { Refusal } from '../errors.ts';
import { fullNameOf } from '../people/columns.ts';
import { mayAtAll, NotAllowed } from '../policy.ts';
import { query } from '../use-case.ts';

/** What is to happen, or what became of it. */
export type Scheduled = Awaited<ReturnType<typeof select>>[number];

/** Most that a list shows; more are counted. */
export const maxListed = 50;

const planner = aliasedTable(users, 'planner');

const select = (db: App['db'], which: ReturnType<typeof and>) =>
  db
    .select({
      id: scheduledChanges.id,
      userId: scheduledChanges.userId,
      name: fullNameOf<string>(),
      day: scheduledChanges.day,
      reason: scheduledChanges.reason,
      state: scheduledChanges.state,
      problem: sql<Pick<Refusal, 'code' | 'params'> | null>`${scheduledChanges.problem}`,
      plannedById: scheduledChanges.plannedById,
      plannedBy: fullNameOf<string | null>(planner),
    })
    .from(scheduledChanges)
    .innerJoin(users, eq(users.id, scheduledChanges.userId))
    .innerJoin(planner, eq(planner.id, scheduledChanges.plannedById))
    .where(and(ne(users.status, 'deleted'), which))
    .orderBy(asc(scheduledChanges.day), asc(users.sortName), asc(scheduledChanges.id))
    .limit(maxListed + 1);

/** What waits for its day in the school, the nearest first; one more than is shown, where there are more. */
export const listScheduled = query('listScheduled', 'user.suspend', async (ctx): Promise<Scheduled[]> => {
  if (!mayAtAll(ctx.actor, 'user.suspend')) throw new NotAllowed('user.suspend', null);
  return select(
    ctx.db,
    and(eq(scheduledChanges.centreId, ctx.actor.centreId), inArray(scheduledChanges.state, ['waiting', 'doing'])),
  );
});

/** One of them, for who is told what became of it; nothing where the person is gone. */
export async function readScheduled({ db }: App, id: string): Promise<Scheduled | undefined> {
  const [found] = await select(db, eq(scheduledChanges.id, id));
  return found;
}
