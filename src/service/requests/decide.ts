import { and, eq, gt } from 'drizzle-orm';
import { requests, siteAccess, users } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import { sendLink } from '../passwords/links.ts';
import { findById, fullName } from '../people/person.ts';
import { allow, type Target } from '../policy.ts';
import { change } from '../use-case.ts';
import { isUuid } from '../uuid.ts';
import { tidyReason } from './begin.ts';
import { showJob } from './copies.ts';
import { refuseDecided } from './decided.ts';
import { findRequest, type RequestView } from './request.ts';

export interface Decision {
  id: string;
  decision: 'approve' | 'deny';
  /** Why not; a denial needs it. */
  reason?: string;
  /** Gives the access with the site admin mark. */
  siteAdmin?: boolean;
}

type Row = typeof requests.$inferSelect;

/**
 * Decides a request, once, whoever presses at the same moment: one update says who was first, and what follows from it is
 * done in the same transaction. What the request would do is worked out afresh.
 *
 * @throws Refusal `request-own`, `request-decided`, `request-expired`; `asker-suspended`, `asker-has-access`,
 *   `site-not-eligible` where it no longer holds, and it goes on waiting; `value-missing` beside `reason`;
 *   `request-unknown`, `not-allowed`
 */
export const decide = change('decide', 'reset.decide', async (ctx, tx, input: Decision): Promise<RequestView> => {
  const { row, asker } = await holdAsker(tx, ctx, input.id);
  refuseOwn(ctx, row);
  allow(ctx, `${row.kind}.decide`, asker, row.site ?? undefined);
  const approve = input.decision === 'approve';
  const siteAdmin = approve && row.kind === 'access' && input.siteAdmin === true;
  if (siteAdmin) allow(ctx, 'site.admin', asker);
  const reason = tidyReason(input.reason);
  const flow = { ...ctx, correlationId: row.correlationId };

  const now = ctx.app.clock();
  const [decided] = await tx
    .update(requests)
    .set({
      status: approve ? 'approved' : 'denied',
      decidedBy: ctx.actor.id,
      decidedAt: now,
      decisionReason: reason,
      siteAdmin,
    })
    .where(and(eq(requests.id, row.id), eq(requests.status, 'pending'), gt(requests.expiresAt, now)))
    .returning({ id: requests.id });
  if (!decided) return refuseDecided(tx, ctx, row.id);
  // Only now: to someone who was not first, the one who was matters more.
  if (!approve && reason === null) throw new Refusal('value-missing', {}, 'reason');
  if (approve) await carryOut(flow, tx, row, siteAdmin);
  await audit(tx, ctx.app, {
    ...event(flow, `${row.kind}.decide`, row.askerId),
    reason,
    details: {
      request: row.id,
      decision: approve ? 'approved' : 'denied',
      ...(row.site && { site: row.site }),
      ...(siteAdmin && { siteAdmin }),
    },
  });
  await queueJobs(tx, [showJob(row.id), { task: 'tell-asker', payload: { requestId: row.id } }]);
  const view = await findRequest(tx, ctx.actor.centreId, row.id);
  if (!view) throw new Error(`no request ${row.id}`);
  return view;
});

/**
 * The request and whom it is from, who is held: nobody suspends or deletes them, or gives them access, until it is
 * decided. Also of a deleted one, whose requests are all closed.
 */
async function holdAsker(tx: Tx, ctx: Ctx, id: string): Promise<{ row: Row; asker: Target }> {
  const [found] = isUuid(id)
    ? await tx
        .select({ row: requests, role: users.role })
        .from(requests)
        .innerJoin(users, eq(users.id, requests.askerId))
        .where(and(eq(requests.id, id), eq(requests.centreId, ctx.actor.centreId)))
        .for('no key update', { of: users })
    : [];
  if (!found) throw new Refusal('request-unknown', {});
  const { row, role } = found;
  return { row, asker: { id: row.askerId, centreId: row.centreId, role } };
}

/** Nobody decides their own. The database forbids it too. */
function refuseOwn(ctx: Ctx, row: Row): void {
  if (row.askerId === ctx.actor.id) throw new Refusal('request-own', {});
}

/** What was asked for is done, if it still can be. */
async function carryOut(ctx: Ctx, tx: Tx, row: Row, siteAdmin: boolean): Promise<void> {
  const person = await findById(tx, row.centreId, row.askerId);
  if (!person) throw new Refusal('person-unknown', {});
  const who = { userId: person.id, name: fullName(person) };
  if (person.status !== 'active') throw new Refusal('asker-suspended', who);
  if (!row.site) return sendLink(tx, ctx.app, person, 'reset', ctx.correlationId);
  const { site } = row;
  if (person.access.some((a) => a.site === site)) throw new Refusal('asker-has-access', { ...who, site });
  const centre = await readCentre(tx, row.centreId);
  if (!centre.sites.includes(site)) throw new Refusal('site-not-eligible', { sites: [site] });
  await tx.insert(siteAccess).values({ centreId: row.centreId, userId: person.id, site, siteAdmin });
}
