import { randomUUID } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { leavers } from '../../../db/schema/index.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { mutation } from '../use-case.ts';
import { lockTarget } from './person.ts';

/** Begins someone's leaving, if it has not begun: from now on its steps share one correlation id. */
export const beginLeaver = mutation(
  'beginLeaver',
  'user.suspend',
  async (ctx, { id }: { id: string }): Promise<void> => {
    const person = await lockTarget(ctx, 'user.suspend', id);
    await ctx.db
      .insert(leavers)
      .values({ id: randomUUID(), centreId: person.centreId, userId: id, startedAt: ctx.clock() })
      .onConflictDoNothing();
  },
);

/**
 * The same request, under the correlation id of the person's leaving where that is under way. For use cases that hold the
 * person.
 */
export async function inLeaver(ctx: Ctx<Tx>, userId: string): Promise<Ctx<Tx>> {
  const [leaver] = await ctx.db
    .select({ id: leavers.id })
    .from(leavers)
    .where(and(eq(leavers.userId, userId), isNull(leavers.endedAt)));
  return leaver ? { ...ctx, correlationId: leaver.id } : ctx;
}

/** Ends someone's leaving: they are gone, or back. */
export async function endLeaver(ctx: Ctx<Tx, Principal>, userId: string): Promise<void> {
  await ctx.db
    .update(leavers)
    .set({ endedAt: ctx.clock() })
    .where(and(eq(leavers.userId, userId), isNull(leavers.endedAt)));
}
