import { and, eq } from 'drizzle-orm';
import { scheduledChanges } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { lockTarget, type Person } from '../people/person.ts';
import { mutation } from '../use-case.ts';
import { endWaiting } from './plan.ts';

/** Cancels what was to happen to someone; once its day has begun it can't be. @throws Refusal `plan-gone`, `person-unknown`, `not-allowed` */
export const cancelScheduled = mutation(
  'cancelScheduled',
  'user.suspend',
  async (ctx, { id }: { id: string }): Promise<{ person: Person; day: string }> => {
    const { db, actor } = ctx;
    const isIt = and(eq(scheduledChanges.id, id), eq(scheduledChanges.centreId, actor.centreId));
    const [planned] = await db.select({ userId: scheduledChanges.userId }).from(scheduledChanges).where(isIt);
    if (!planned) throw new Refusal('person-unknown', {});
    const person = await lockTarget(ctx, 'user.suspend', planned.userId);
    const [ended] = await endWaiting(db, ctx.clock(), isIt);
    if (!ended) throw new Refusal('plan-gone', {});
    await audit(ctx, { ...event(ctx, 'plan.cancelled', person.id), details: { day: ended.day } });
    return { person, day: ended.day };
  },
);
