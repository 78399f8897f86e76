import { and, eq } from 'drizzle-orm';
import { requestMessages, requests } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { isOneOf } from '../ids.ts';
import { queueShow } from './copies.ts';

/**
 * Ends the requests of those who are about to be deleted, in the caller's transaction, which holds them. The cards of all
 * that they ever asked for are made anew, without the names.
 */
export async function closeRequests(ctx: Ctx<Tx, Principal>, askerIds: string[]): Promise<void> {
  const closed = await ctx.db
    .update(requests)
    .set({ status: 'expired', decidedAt: ctx.clock() })
    .where(and(isOneOf(requests.askerId, askerIds), eq(requests.status, 'pending')))
    .returning({ id: requests.id, askerId: requests.askerId, site: requests.site });
  if (closed.length > 0) {
    const ended = closed.map(({ id, askerId, site }) => ({
      ...event(ctx, 'request.expired', askerId),
      actorId: null,
      details: { request: id, ...(site && { site }) },
    }));
    await audit(ctx, ...ended);
  }
  const shown = await ctx.db
    .selectDistinct({ id: requests.id })
    .from(requests)
    .innerJoin(requestMessages, eq(requestMessages.requestId, requests.id))
    .where(isOneOf(requests.askerId, askerIds));
  await queueShow(
    ctx.db,
    shown.map((r) => r.id),
  );
}
