import { and, eq, gt, sql } from 'drizzle-orm';
import { centreSites, requests, siteAccess, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { fullName, type Status } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { makeLink } from '../passwords/links.ts';
import { fullNameById } from '../people/columns.ts';
import { allow, type Target } from '../policy.ts';
import { endAccessAfter } from '../scheduled/plan.ts';
import { mutation } from '../use-case.ts';
import { sanitizeReason } from './ask.ts';
import { showJob } from './copies.ts';
import { refuseDecided } from './refuse-decided.ts';
import { decider, type RequestView, requestColumns, viewOf } from './request.ts';

interface Decision {
  id: string;
  decision: 'approve' | 'deny';
  /** Why not; a denial needs it. */
  reason?: string;
  /** Gives the access with the site admin mark. */
  siteAdmin?: boolean;
}

/**
 * Decides a request, once, whoever presses at the same moment: one update says who was first, and what follows from it is
 * done in the same transaction. What the request would do is worked out afresh.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `request-own`, `request-decided`, `request-expired`; `asker-suspended`, `asker-has-access`,
 *   `site-not-eligible`, `access-over` where it no longer holds, and it goes on waiting; `value-missing` beside `reason`;
 *   `request-unknown`, `not-allowed`
 */
export const decide = mutation('decide', 'reset.decide', async (ctx, input: Decision): Promise<RequestView> => {
  const locked = await lockAsker(ctx, input.id);
  const { view, asker } = locked;
  // The database forbids it too.
  if (asker.id === ctx.actor.id) throw new Refusal('request-own', {});
  allow(ctx, `${view.kind}.decide`, asker, view.site ? { site: view.site } : {});
  const approve = input.decision === 'approve';
  const siteAdmin = approve && view.kind === 'access' && input.siteAdmin === true;
  if (siteAdmin) allow(ctx, 'site.admin', asker);
  const decisionReason = sanitizeReason(input.reason);

  const decidedAt = ctx.clock();
  const status = approve ? ('approved' as const) : ('denied' as const);
  const decision = { status, decidedAt, decisionReason, siteAdmin };
  const [decided] = await ctx.db
    .update(requests)
    .set({ ...decision, decidedBy: ctx.actor.id })
    .where(and(eq(requests.id, view.id), eq(requests.status, 'pending'), gt(requests.expiresAt, decidedAt)))
    .returning({ id: requests.id });
  if (!decided) return refuseDecided(ctx, view.id);
  // Only now: to someone who was not first, the one who was matters more.
  if (!approve && decisionReason === null) throw new Refusal('value-missing', {}, 'reason');
  const mails = approve ? await applyDecision(ctx, locked, siteAdmin) : [];
  const tell: Job = { task: 'tell-asker', payload: { requestId: view.id } };
  await together(
    audit(ctx, {
      ...event({ ...ctx, correlationId: locked.correlationId }, `${view.kind}.decide`, asker.id),
      reason: decisionReason,
      details: {
        request: view.id,
        decision: status,
        ...(view.site && { site: view.site }),
        ...(siteAdmin && { siteAdmin }),
      },
    }),
    queueJobs(ctx.db, [showJob(view.id), tell, ...mails]),
  );
  return { ...view, ...decision, decidedBy: { id: ctx.actor.id, name: locked.actorName } };
});

interface LockedRequest {
  view: RequestView;
  asker: Target;
  askerStatus: Status;
  /** Whether the centre is eligible for the site. */
  eligible: boolean;
  correlationId: string;
  actorName: string | null;
}

/**
 * The request and whom it is from, who is held: nobody suspends or deletes them, or gives them access, until it is
 * decided. Also of a deleted one, whose requests are all closed.
 */
async function lockAsker(ctx: Ctx<Tx>, id: string): Promise<LockedRequest> {
  const { centreId } = ctx.actor;
  const [row] = isUuid(id)
    ? await ctx.db
        .select({
          request: requestColumns,
          askerStatus: users.status,
          correlationId: requests.correlationId,
          eligible: sql<boolean>`exists (
            select from ${centreSites} s where s.centre_id = ${requests.centreId} and s.site = ${requests.site}
          )`,
          actorName: fullNameById(ctx.actor.id),
        })
        .from(requests)
        .innerJoin(users, eq(users.id, requests.askerId))
        .leftJoin(decider, eq(decider.id, requests.decidedBy))
        .where(and(eq(requests.id, id), eq(requests.centreId, centreId)))
        .for('no key update', { of: users })
    : [];
  if (!row) throw new Refusal('request-unknown', {});
  const { request, ...locked } = row;
  return { view: viewOf(request), asker: { id: request.askerId, centreId, role: request.role }, ...locked };
}

/** What was asked for is done, if it still can be. @returns the jobs of the mail that it takes */
async function applyDecision(ctx: Ctx<Tx>, locked: LockedRequest, siteAdmin: boolean): Promise<Job[]> {
  const { view, asker, askerStatus, eligible, correlationId } = locked;
  const who = { userId: asker.id, name: view.asker ? fullName(view.asker) : '' };
  if (askerStatus !== 'active') throw new Refusal('asker-suspended', who);
  const { site } = view;
  if (!site) return makeLink(ctx, asker, 'reset', correlationId);
  if (!eligible) throw new Refusal('site-not-eligible', { sites: [site] });
  const given = await ctx.db
    .insert(siteAccess)
    .values({ centreId: asker.centreId, userId: asker.id, site, siteAdmin })
    .onConflictDoNothing()
    .returning({ site: siteAccess.site });
  if (given.length === 0) throw new Refusal('asker-has-access', { ...who, site });
  if (view.until) await endAccessAfter({ ...ctx, correlationId }, asker.id, [site], view.until);
  return [];
}

/** Sends statements in one go; whatever one of them fails with is thrown only when none is under way any more. */
async function together(...statements: Promise<unknown>[]): Promise<void> {
  for (const done of await Promise.allSettled(statements)) if (done.status === 'rejected') throw done.reason;
}
