import { eq } from 'drizzle-orm';
import { centres } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';

import { sendLink } from '../passwords/links.ts';
import { lockTarget } from '../people/person.ts';
import { consume } from '../rate-limit.ts';
import { mutation } from '../use-case.ts';
import { type Asked, beginRequest, sanitizeReason, waitingFor } from './begin.ts';

/** Links that one can have sent to oneself where nobody approves them: nobody's mailbox is to be flooded. */
const linksAnHour = { limit: 5, perMs: 3_600_000 };

/**
 * Asks for a link to choose a new password, for oneself. Asked again while the first waits, it is the first.
 *
 * @returns `sent` where the centre switched approval off: the link is on its way
 * @throws Refusal `value-too-long`; `too-many-tries`
 */
export const askForReset = mutation(
  'askForReset',
  'reset.ask',
  async (ctx, { reason }: { reason?: string }): Promise<Asked | { sent: true }> => {
    const kept = sanitizeReason(reason);
    const person = await lockTarget(ctx, 'reset.ask', ctx.actor.id);
    const [centre] = await ctx.db
      .select({ approveResets: centres.approveResets })
      .from(centres)
      .where(eq(centres.id, person.centreId));
    const asked = event(ctx, 'reset.ask', person.id);
    if (centre?.approveResets === false) {
      await consume(ctx, 'reset-asked', person.id, linksAnHour);
      await sendLink(ctx, person, 'reset', ctx.correlationId);
      await audit(ctx, { ...asked, details: { approval: 'off' } });
      return { sent: true };
    }
    const waiting = await waitingFor(ctx, null);
    if (waiting) return { request: waiting, isNew: false };
    const request = await beginRequest(ctx, { kind: 'reset', site: null }, kept);
    await audit(ctx, { ...asked, details: { request: request.id } });
    return { request, isNew: true };
  },
);
