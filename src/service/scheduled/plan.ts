import { and, inArray } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import { addDays, dayIn } from '../../lib/time.ts';
import type { Site } from '../../words/sites.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { carryOutLeaving, idsIn, judgeLeaving, type Leaving } from '../people/leave.ts';
import { lockPeople, type Person } from '../people/person.ts';
import { type ActOnEach, idsOf, lockEach, refusalsBy, refuseUnlessAll } from '../people/several.ts';
import { alreadySuspended } from '../people/suspend.ts';
import { mutation } from '../use-case.ts';
import { endWaiting, keepPlans, type NewPlan } from './keep.ts';

type Kept = { id: string; userId: string }[];

/** Whether they are the last coordinator shows on the day. */
const suspendingLater: ActOnEach = {
  act: 'user.suspend',
  obstacles: (_, people) => refusalsBy(people, alreadySuspended),
};

interface Later {
  ids: string[];
  /** A day to come in the school's calendar: `2027-06-01`. */
  day: string;
  reason?: string;
}

/**
 * Plans that accounts are suspended at the beginning of a day to come. Who was to be suspended, or to leave, on another day already is moved
 * to this one. On the day it is done in the name of whoever planned it, with the rights that they have by then, each person by themselves.
 *
 * @throws Refusal `date-past`, beside `on`; of one `person-unknown`, `not-allowed`, `already-suspended`; of several `not-allowed`, and
 *   `plan-changed` where it can't be done to one of them any more
 */
export const scheduleSuspend = mutation(
  'scheduleSuspend',
  'user.suspend',
  async (ctx, { ids, day, reason }: Later): Promise<Kept> => {
    const people = await lockEach(ctx, suspendingLater, ids);
    await endGoing(ctx, ids);
    return keepPlans(
      ctx,
      people.map(({ id: userId }) => ({ userId, kind: 'suspend' as const, day, reason })),
    );
  },
  { people: idsOf },
);

/**
 * Plans, in the caller's transaction, that access which was given with it ends when that day is over.
 *
 * @param until the last day of it, in the school's calendar
 * @throws Refusal `access-over` where it is over already
 */
export async function endAccessAfter(ctx: Ctx<Tx>, userId: string, sites: Site[], until: string): Promise<void> {
  const { timeZone } = await readCentre(ctx.db, ctx.actor.centreId);
  const over = accessOver(until, dayIn(ctx.clock(), timeZone));
  if (over) throw over;
  await keepPlans(ctx, endsOfAccess(userId, sites, until));
}

/** Why access can't be given until then; nothing while it can. @param today the day that it is where the school is */
export const accessOver = (until: string, today: string): Refusal | undefined =>
  until < today ? new Refusal('access-over', { until }, 'until') : undefined;

/** The same as plans that are still to be kept. */
export const endsOfAccess = (userId: string, sites: Site[], until: string): NewPlan[] =>
  sites.map((site) => ({ userId, kind: 'end-access' as const, site, day: addDays(until, 1) }));

/** Someone who leaves, and on which day to come. */
export type LeavingLater = Leaving & { day: string };

/**
 * The same of people who leave: they are suspended on their day, and what they hold by then goes to whom it is to go.
 *
 * @throws Refusal `date-past`, beside `on`; what stands in the way by now, as `leave` does
 */
export const scheduleLeave = mutation(
  'scheduleLeave',
  'user.suspend',
  async (ctx, { rows }: { rows: LeavingLater[] }): Promise<Kept> => {
    refuseUnlessAll(await judgeLeaving(ctx, rows, await lockPeople(ctx, idsIn(rows))));
    return planLeaving(ctx, rows);
  },
  { people: ({ rows }) => idsIn(rows) },
);

async function planLeaving(ctx: Ctx<Tx>, rows: LeavingLater[]): Promise<Kept> {
  if (rows.length === 0) return [];
  await endGoing(
    ctx,
    rows.map(({ id }) => id),
  );
  return keepPlans(
    ctx,
    rows.map(({ id, to, grant, day }) => ({ userId: id, kind: 'leaver' as const, day, toId: to, grants: grant })),
  );
}

/**
 * Several who leave, each now or on a day of their own, in one transaction: all of them, or nobody.
 *
 * @throws Refusal as `leave` and `scheduleLeave` do
 */
export const leaveByList = mutation(
  'leaveByList',
  'user.suspend',
  async (ctx, { rows }: { rows: (Leaving & { day?: string })[] }): Promise<{ left: Person[]; planned: Kept }> => {
    const verdicts = await judgeLeaving(ctx, rows, await lockPeople(ctx, idsIn(rows)));
    refuseUnlessAll(verdicts);
    const later = rows.flatMap(({ day, ...row }) => (day ? [{ ...row, day }] : []));
    const left = await carryOutLeaving(
      ctx,
      verdicts.filter((_, i) => !rows[i]?.day),
    );
    return { left, planned: await planLeaving(ctx, later) };
  },
  { onePerCentre: true, people: ({ rows }) => idsIn(rows) },
);

/** Whoever is to go on another day already. */
const endGoing = (ctx: Ctx<Tx>, ids: string[]) =>
  endWaiting(ctx, and(isOneOf(scheduledChanges.userId, ids), inArray(scheduledChanges.kind, ['suspend', 'leaver'])));
