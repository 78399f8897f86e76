import { and, eq } from 'drizzle-orm';
import { requestMessages, requests } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { queueShow } from './copies.ts';

/**
 * Ends the requests of someone who is about to be deleted, in the caller's transaction, which holds them. The cards of all
 * that they ever asked for are made anew, without the name.
 */
export async function closeRequests(ctx: Ctx<Tx, Principal>, askerId: string): Promise<void> {
  const closed = await ctx.db
    .update(requests)
    .set({ status: 'expired', decidedAt: ctx.clock() })
    .where(and(eq(requests.askerId, askerId), eq(requests.status, 'pending')))
    .returning({ id: requests.id, site: requests.site });
  if (closed.length > 0) {
    const ended = { ...event(ctx, 'request.expired', askerId), actorId: null };
    await audit(ctx, ...closed.map(({ id, site }) => ({ ...ended, details: { request: id, ...(site && { site }) } })));
  }
  const shown = await ctx.db
    .selectDistinct({ id: requests.id })
    .from(requests)
    .innerJoin(requestMessages, eq(requestMessages.requestId, requests.id))
    .where(eq(requests.askerId, askerId));
  await queueShow(
    ctx.db,
    shown.map((r) => r.id),
  );
}
