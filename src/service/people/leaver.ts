import { randomUUID } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { leavers } from '../../../db/schema/index.ts';
import type { Principal, Tx } from '../context.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';
import { asTarget, lockPerson } from './person.ts';

/** Begins someone's leaving, if it has not begun: from now on its steps share one correlation id. */
export const beginLeaver = mutation(
  'beginLeaver',
  'user.suspend',
  async (ctx, tx, { id }: { id: string }): Promise<void> => {
    const person = await lockPerson(tx, ctx.actor.centreId, id);
    allow(ctx, 'user.suspend', asTarget(person));
    await tx
      .insert(leavers)
      .values({ id: randomUUID(), centreId: person.centreId, userId: id, startedAt: ctx.app.clock() })
      .onConflictDoNothing();
  },
);

/**
 * The same request, under the correlation id of the person's leaving where that is under way. For use cases that hold the
 * person.
 */
export async function inLeaver<D extends Principal>(tx: Tx, ctx: D, userId: string): Promise<D> {
  const [leaver] = await tx
    .select({ id: leavers.id })
    .from(leavers)
    .where(and(eq(leavers.userId, userId), isNull(leavers.endedAt)));
  return leaver ? { ...ctx, correlationId: leaver.id } : ctx;
}

/** Ends someone's leaving: they are gone, or back. */
export async function endLeaver(tx: Tx, ctx: Principal, userId: string): Promise<void> {
  await tx
    .update(leavers)
    .set({ endedAt: ctx.app.clock() })
    .where(and(eq(leavers.userId, userId), isNull(leavers.endedAt)));
}
