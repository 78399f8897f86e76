import { and, eq, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { centreSites, centres, requests, users } from '../../../db/schema/index.ts';
import { dayIn } from '../../lib/time.ts';
import { isUuid } from '../../lib/uuid.ts';
import { fullName } from '../../words/people.ts';
import type { Actor, Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { fullNameById } from '../people/columns.ts';
import { allow, NotAllowed, type Target } from '../policy.ts';
import { accessOver } from '../scheduled/plan.ts';
import { mutation } from '../use-case.ts';
import { sanitizeReason } from './ask.ts';
import { findDecided, refuseDecided } from './refuse-decided.ts';
import { decider, type RequestView, requestColumns, viewOf } from './request.ts';
import { writeDecision } from './write-decision.ts';

interface Decision {
  id: string;
  decision: 'approve' | 'deny';
  /** Why not; a denial needs it. */
  reason?: string;
  /** Gives the access with the site admin mark. */
  siteAdmin?: boolean;
}

/**
 * Decides a request, once, whoever presses at the same moment: one statement says who was first, and does all that follows from it.
 * What the request would do is worked out afresh.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `request-own`, `request-decided`, `request-expired`; `asker-suspended`, `asker-has-access`,
 *   `site-not-eligible`, `access-over` where it no longer holds, and it goes on waiting; `value-missing` beside `reason`;
 *   `request-unknown`, `not-allowed`
 */
export const decide = mutation('decide', 'reset.decide', async (given, input: Decision): Promise<RequestView> => {
  const locked = await lockAsker(given, input.id);
  const { view, asker } = locked;
  const ctx = { ...given, correlationId: locked.correlationId };
  // The database forbids it too.
  if (asker.id === ctx.actor.id) throw new Refusal('request-own', {});
  const approve = input.decision === 'approve';
  const siteAdmin = approve && view.kind === 'access' && input.siteAdmin === true;
  allowDecision(ctx.actor, locked, siteAdmin);
  const decisionReason = sanitizeReason(input.reason);

  const status = approve ? ('approved' as const) : ('denied' as const);
  const decision = { status, decidedAt: ctx.clock(), decisionReason, siteAdmin };
  const obstacle = approve ? whyNotApproved(ctx, locked) : whyNotDenied(decisionReason);
  // To someone who was not first, the one who was matters more.
  if (obstacle) throw (await findDecided(ctx, view.id)) ?? obstacle;
  const { isFirst, isGiven, actor } = await writeDecision(ctx, locked, decision);
  // Once more: rights that were taken while this waited for whoever asks are gone.
  allowDecision(actor, locked, siteAdmin);
  if (!isFirst) return refuseDecided(ctx, view.id);
  if (!isGiven && view.site) throw new Refusal('asker-has-access', { ...whoAsks(locked), site: view.site });
  return { ...view, ...decision, decidedBy: { id: ctx.actor.id, name: locked.actorName } };
});

type LockedRequest = Awaited<ReturnType<typeof lockAsker>>;

/** @param actor nobody, where they are not active any more. @throws NotAllowed */
function allowDecision(actor: Actor | null, { view, asker }: LockedRequest, siteAdmin: boolean): void {
  const act = `${view.kind}.decide` as const;
  if (!actor) throw new NotAllowed(act, asker.id);
  allow({ actor }, act, asker, view.site ? { site: view.site } : {});
  if (siteAdmin) allow({ actor }, 'site.admin', asker);
}

/**
 * The request and whom it is from, who is held: nobody suspends or deletes them, or gives them access, until it is
 * decided. Also of a deleted one, whose requests are all closed. Whoever waited for that reads the request, and what the school and they
 * have, as it was before they waited; but the one who is held as they are now.
 */
async function lockAsker(ctx: Ctx<Tx>, id: string) {
  const { centreId, id: actorId } = ctx.actor;
  const [row] = isUuid(id) ? await lock(ctx.db, { id, centreId, actorId }) : [];
  if (!row) throw new Refusal('request-unknown', {});
  const { request, ...locked } = row;
  const asker: Target & { id: string } = { id: request.askerId, centreId, role: request.role };
  return { view: viewOf(request), asker, askerStatus: request.askerStatus, ...locked };
}

const lock = prebuilt((db, { id, centreId, actorId }: Values<{ id: string; centreId: string; actorId: string }>) =>
  db
    .select({
      request: requestColumns,
      correlationId: requests.correlationId,
      timeZone: centres.timeZone,
      isEligible: sql<boolean>`exists (
        select from ${centreSites} s where s.centre_id = ${requests.centreId} and s.site = ${requests.site}
      )`,
      actorName: fullNameById(actorId),
    })
    .from(requests)
    .innerJoin(users, eq(users.id, requests.askerId))
    .innerJoin(centres, eq(centres.id, requests.centreId))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .where(and(eq(requests.id, id), eq(requests.centreId, centreId)))
    .for('no key update', { of: users }),
);

const whyNotDenied = (reason: string | null) =>
  reason === null ? new Refusal('value-missing', {}, 'reason') : undefined;

/** Why what was asked for can't be done any more; whether they have the access shows when it is given. */
function whyNotApproved(ctx: Ctx<Tx>, locked: LockedRequest): Refusal | undefined {
  const { view, askerStatus, isEligible, timeZone } = locked;
  const { site, until } = view;
  if (askerStatus !== 'active') return new Refusal('asker-suspended', whoAsks(locked));
  if (site && !isEligible) return new Refusal('site-not-eligible', { sites: [site] });
  return until ? accessOver(until, dayIn(ctx.clock(), timeZone)) : undefined;
}

const whoAsks = ({ view, asker }: LockedRequest) => ({
  userId: asker.id,
  name: view.asker ? fullName(view.asker) : '',
});
