import { and, eq } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { asTarget, lockPeople, lockPerson, type Person } from '../people/person.ts';
import { allow } from '../policy.ts';
import { mutation, noneYet } from '../use-case.ts';
import { auditedAs, type Ended, endWaiting, type ScheduledKind } from './keep.ts';
import { actOf, waitingInOneGo } from './list.ts';

/**
 * Cancels all that was planned in one go with this and still waits, as far as the actor may do it.
 *
 * @returns whom it was for
 * @throws Refusal `plan-gone`, `person-unknown`, `not-allowed`
 */
export const cancelAllScheduled = mutation(
  'cancelAllScheduled',
  'user.suspend',
  async (ctx, { id }: { id: string }): Promise<Person[]> => {
    const planned = await waitingInOneGo(ctx, id);
    const people = await lockPeople(ctx, [...new Set(planned.map(({ userId }) => userId))]);
    // As they are now that nobody changes them any more.
    const theirs = await waitingInOneGo(ctx, id);
    const ended = await endWaiting(
      ctx,
      isOneOf(
        scheduledChanges.id,
        theirs.map((each) => each.id),
      ),
    );
    if (ended.length === 0) throw new Refusal('plan-gone', {});
    await audit(ctx, ...ended.map((each) => cancelled(ctx, each)));
    const whom = new Set(ended.map(({ userId }) => userId));
    return people.filter((p) => whom.has(p.id));
  },
  { onePerCentre: noneYet },
);

const cancelled = (ctx: Ctx<Tx>, { userId, kind, day, site }: Ended) => ({
  ...event(ctx, auditedAs[kind].cancelled, userId),
  details: { day, ...(site && { site }) },
});

interface Cancelled {
  person: Person;
  kind: ScheduledKind;
  day: string;
  site: Site | null;
}

/**
 * Cancels what was to happen to someone, for who may do it to them; once its day has begun it can't be.
 *
 * @throws Refusal `plan-gone`, `person-unknown`, `not-allowed`
 */
export const cancelScheduled = mutation(
  'cancelScheduled',
  'user.suspend',
  async (ctx, { id }: { id: string }): Promise<Cancelled> => {
    const { db, actor } = ctx;
    const isIt = and(eq(scheduledChanges.id, id), eq(scheduledChanges.centreId, actor.centreId));
    const [planned] = await db.select().from(scheduledChanges).where(isIt);
    if (!planned) throw new Refusal('person-unknown', {});
    const person = await lockPerson(ctx, planned.userId);
    const { kind, site } = planned;
    allow(ctx, actOf[kind], asTarget(person), site ? { site } : {});
    const [ended] = await endWaiting(ctx, isIt);
    if (!ended) throw new Refusal('plan-gone', {});
    await audit(ctx, cancelled(ctx, ended));
    return { person, kind, day: ended.day, site };
  },
  { onePerCentre: noneYet },
);
