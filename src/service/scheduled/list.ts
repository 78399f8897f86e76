import { and, asc, eq, inArray, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { scheduledChanges, users } from '../../../db/schema/index.ts';
import type { Actor, App, Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { fullNameOf, type OfPerson } from '../people/columns.ts';
import { type Act, may, mayAtAll, NotAllowed, reach } from '../policy.ts';
import { query } from '../use-case.ts';
import { isWaiting, type ScheduledKind } from './keep.ts';

/** What is to happen, or what became of it. */
export type Scheduled = Awaited<ReturnType<typeof select>>[number];

/** Most that a list shows; more are counted. */
export const maxListed = 50;

const planner = alias(users, 'planner');
const receiver = alias(users, 'receiver');

/** What it takes to do each kind, and so to cancel it. */
export const actOf = {
  suspend: 'user.suspend',
  leaver: 'user.suspend',
  invite: 'invite.send',
  'end-access': 'site.access',
} as const satisfies Record<ScheduledKind, Act>;

const select = (db: Db, which: ReturnType<typeof and>) =>
  db
    .select({
      id: scheduledChanges.id,
      centreId: scheduledChanges.centreId,
      userId: scheduledChanges.userId,
      name: fullNameOf<string>(),
      role: users.role,
      status: users.status,
      kind: scheduledChanges.kind,
      site: scheduledChanges.site,
      toId: scheduledChanges.toId,
      /** Nothing where nobody is to hold what they hold, or that account is gone. */
      to: fullNameOf<string | null>(receiver),
      day: scheduledChanges.day,
      reason: scheduledChanges.reason,
      state: scheduledChanges.state,
      problem: sql<Pick<Refusal, 'code' | 'params'> | null>`${scheduledChanges.problem}`,
      plannedById: scheduledChanges.plannedById,
      plannedBy: fullNameOf<string | null>(planner),
      plannerStatus: planner.status,
      correlationId: scheduledChanges.correlationId,
      endedAt: scheduledChanges.endedAt,
      /** How many of what is read were planned in one go with it, itself among them. */
      inOneGo: sql<number>`(count(*) over (partition by ${scheduledChanges.correlationId}, ${scheduledChanges.plannedById},
        ${scheduledChanges.day}, ${scheduledChanges.kind}, ${scheduledChanges.state}))::int`,
    })
    .from(scheduledChanges)
    .innerJoin(users, eq(users.id, scheduledChanges.userId))
    .innerJoin(planner, eq(planner.id, scheduledChanges.plannedById))
    .leftJoin(receiver, eq(receiver.id, scheduledChanges.toId))
    .where(and(ne(users.status, 'deleted'), which))
    .orderBy(asc(scheduledChanges.day), asc(users.sortName), asc(scheduledChanges.id));

/**
 * What waits for its day in the school, the nearest first, as far as the actor could do it themselves; one more than is shown, where there
 * are more.
 */
export const listScheduled = query('listScheduled', 'site.access', async ({ db, actor }): Promise<Scheduled[]> => {
  if (!mayAtAll(actor, 'site.access')) throw new NotAllowed('site.access', null);
  return select(
    db,
    and(
      eq(scheduledChanges.centreId, actor.centreId),
      or(isWaiting, eq(scheduledChanges.state, 'doing')),
      or(...(Object.keys(actOf) as ScheduledKind[]).map((kind) => reaches(actor, kind))),
    ),
  ).limit(maxListed + 1);
});

/** The plans of a kind that this actor could carry out. */
function reaches(actor: Actor, kind: ScheduledKind): SQL | undefined {
  const { byRole, bySite } = reach(actor, actOf[kind]);
  const isKind = eq(scheduledChanges.kind, kind);
  if (byRole === 'anyone') return isKind;
  return and(
    isKind,
    eq(users.role, 'teacher'),
    byRole === 'teachers'
      ? undefined
      : bySite === 'site'
        ? inArray(scheduledChanges.site, actor.siteAdminOf)
        : sql`false`,
  );
}

/**
 * All that was planned in one go with this, by one for one day, and still waits, as far as the actor could do it themselves.
 *
 * @throws Refusal `plan-gone` where nothing waits any more, `person-unknown`; NotAllowed where nothing of it is theirs
 */
export async function waitingInOneGo({ db, actor }: Ctx<Db>, id: string): Promise<Scheduled[]> {
  const { centreId, correlationId, plannedById, day, kind } = scheduledChanges;
  const [one] = await db
    .select({ correlationId, plannedById, day, kind })
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.id, id), eq(centreId, actor.centreId)));
  if (!one) throw new Refusal('person-unknown', {});
  const found = await select(
    db,
    and(
      eq(centreId, actor.centreId),
      eq(correlationId, one.correlationId),
      eq(plannedById, one.plannedById),
      eq(day, one.day),
      eq(kind, one.kind),
      isWaiting,
    ),
  );
  const [first] = found;
  if (!first) throw new Refusal('plan-gone', {});
  const theirs = found.filter(({ userId, site, ...p }) =>
    may(actor, actOf[p.kind], { ...p, id: userId }, site ?? undefined),
  );
  if (theirs.length === 0) throw new NotAllowed(actOf[first.kind], first.userId);
  return theirs;
}

/** The same, to be asked about first. */
export const previewCancelAll = query('previewCancelAll', 'site.access', (ctx, { id }: { id: string }) =>
  waitingInOneGo(ctx, id),
);

/** All that was planned in one go with this, for who is told what became of it; not whose account is gone since. */
export async function readPlan({ db }: App, id: string): Promise<Scheduled[]> {
  const [one] = await db.select().from(scheduledChanges).where(eq(scheduledChanges.id, id));
  if (!one) return [];
  const { correlationId, plannedById, day, kind } = one;
  return select(
    db,
    and(
      eq(scheduledChanges.centreId, one.centreId),
      eq(scheduledChanges.correlationId, correlationId),
      eq(scheduledChanges.plannedById, plannedById),
      eq(scheduledChanges.day, day),
      eq(scheduledChanges.kind, kind),
      ne(scheduledChanges.state, 'cancelled'),
    ),
  );
}

const goes = inArray(scheduledChanges.kind, ['suspend', 'leaver']);

/** The suspension, or the leaver's way, that waits for one person; to be read with others. */
export const selectPlan = (db: Db, { userId }: OfPerson) =>
  select(db, and(eq(scheduledChanges.userId, userId), isWaiting, goes));

/** Who of these people is to be suspended, or to leave, by their ids. */
export async function plansOf(db: Db, ids: string[]): Promise<Map<string, Scheduled>> {
  if (ids.length === 0) return new Map();
  const found = await select(db, and(isOneOf(scheduledChanges.userId, ids), isWaiting, goes));
  return new Map(found.map((each) => [each.userId, each]));
}

/** Whether it was not done, and somebody still has to see to it. */
export const isOpen = ({ state, problem }: Scheduled) =>
  state === 'refused' && !(problem && done.includes(problem.code));

/** What stands in the way of what is done already. */
const done: string[] = ['already-suspended', 'is-not-invited'];

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
