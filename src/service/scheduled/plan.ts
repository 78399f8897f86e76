import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import { startOfDay } from '../../lib/time.ts';
import { fullName } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { App, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { asTarget, lockPeople } from '../people/person.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';

interface Later {
  ids: string[];
  /** A day to come in the school's calendar: `2027-06-01`. */
  day: string;
  reason?: string;
}

/**
 * Plans that accounts are suspended at the beginning of a day to come. Whom it was planned for already is moved to the new day. On the
 * day it is done in the name of whoever planned it, with the rights that they have by then, each person by themselves.
 *
 * @throws Refusal `date-past`, beside `on`; `person-unknown`, `not-allowed`, `already-suspended`
 */
export const scheduleSuspend = mutation(
  'scheduleSuspend',
  'user.suspend',
  async (ctx, { ids, day, reason }: Later): Promise<{ id: string; userId: string }[]> => {
    const { actor, db, clock } = ctx;
    const { timeZone } = await readCentre(db, actor.centreId);
    if (startOfDay(day, timeZone) <= clock()) throw new Refusal('date-past', {}, 'on');
    const people = await lockPeople(ctx, ids);
    if (people.length < ids.length) throw new Refusal('person-unknown', {});
    for (const person of people) {
      allow(ctx, 'user.suspend', asTarget(person));
      if (person.status === 'suspended')
        throw new Refusal('already-suspended', { userId: person.id, name: fullName(person) });
    }
    await endWaiting(db, clock(), and(isOneOf(scheduledChanges.userId, ids), eq(scheduledChanges.kind, 'suspend')));
    const planned = people.map(({ id: userId }) => ({ id: randomUUID(), userId }));
    await db.insert(scheduledChanges).values(
      planned.map((row) => ({
        ...row,
        centreId: actor.centreId,
        kind: 'suspend' as const,
        day,
        reason: reason || null,
        plannedById: actor.id,
        workspaceId: ctx.workspaceId,
        correlationId: ctx.correlationId,
        createdAt: clock(),
      })),
    );
    await queueJobs(
      db,
      planned.map(({ id }) => jobFor(id, day, timeZone)),
    );
    const plan = people.map(({ id }) => ({ ...event(ctx, 'plan.made', id), reason: reason || null, details: { day } }));
    await audit(ctx, ...plan);
    return planned;
  },
);

/** The job that does it, when its day begins; one of a plan waits at a time. */
export const jobFor = (id: string, day: string, timeZone: string): Job & { run_at: Date } => ({
  task: 'carry-out-scheduled',
  payload: { id },
  key: `scheduled:${id}`,
  run_at: startOfDay(day, timeZone),
});

/** The job that tells what came of all that was planned in one go: one waits at a time, and one is carried out. */
export const tellingOf = (id: string, correlationId: string): Job => ({
  task: 'tell-scheduled',
  payload: { id },
  key: `tell-scheduled:${correlationId}`,
  queue: 'tell-scheduled',
});

/** Ends what waits, in the caller's transaction. @returns whom it was for */
export async function endWaiting(
  db: Tx,
  at: Date,
  which: ReturnType<typeof and>,
): Promise<{ userId: string; day: string }[]> {
  return db
    .update(scheduledChanges)
    .set({ state: 'cancelled', endedAt: at })
    .where(and(eq(scheduledChanges.state, 'waiting'), which))
    .returning({ userId: scheduledChanges.userId, day: scheduledChanges.day });
}

/** Has all that waits in a school begin with its days where it is now, in the caller's transaction. */
export async function moveToTimeZone({ db }: App<Tx>, centreId: string, timeZone: string): Promise<void> {
  const waiting = await db
    .select({ id: scheduledChanges.id, day: scheduledChanges.day })
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.centreId, centreId), sql`${scheduledChanges.state} = 'waiting'`));
  await queueJobs(
    db,
    waiting.map(({ id, day }) => jobFor(id, day, timeZone)),
  );
}
