import { and, eq } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { asTarget, lockPerson, type Person } from '../people/person.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';
import { auditedAs, endWaiting, type ScheduledKind } from './keep.ts';
import { actOf } from './list.ts';

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
    const details = { day: ended.day, ...(site && { site }) };
    await audit(ctx, { ...event(ctx, auditedAs[kind].cancelled, person.id), details });
    return { person, kind, day: ended.day, site };
  },
);
