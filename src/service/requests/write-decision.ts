import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { addEvents, event, eventRows } from '../audit/event.ts';
import type { Actor, Ctx, Tx } from '../context.ts';
import type { Job } from '../jobs.ts';
import { newLink } from '../passwords/link-token.ts';
import type { Target } from '../policy.ts';
import { addPlans, drawUpPlans } from '../scheduled/keep.ts';
import { endsOfAccess } from '../scheduled/plan.ts';
import { showJob } from './copies.ts';
import type { RequestView } from './request.ts';

interface Decided {
  status: 'approved' | 'denied';
  decidedAt: Date;
  decisionReason: string | null;
  siteAdmin: boolean;
}

interface Locked {
  view: RequestView;
  asker: Target & { id: string };
  timeZone: string;
}

/**
 * Writes a decision and all that follows from it in one statement: what was asked for, the audit events, the jobs that tell of it and show
 * it. Who comes second writes nothing.
 * Sets off `mark_users` where access is given; `cancel_invite_plans`, which finds none, where a link is sent; `await_seal`.
 *
 * @param ctx under the correlation id of the asking; the asker's row is held
 * @returns whether it was the first decision, and whether what was asked for is given by it: someone may have that access already; and who
 *   decides, as they are now that the asker was waited for. Where either is not so, or they may not, the transaction is the caller's to end
 */
export async function writeDecision(
  ctx: Ctx<Tx>,
  { view, asker, timeZone }: Locked,
  decided: Decided,
): Promise<Written> {
  const { site, until } = view;
  const { status, decisionReason, siteAdmin } = decided;
  const approve = status === 'approved';
  const ends = approve && site && until ? endsOfAccess(asker.id, [site], until) : [];
  const plans = drawUpPlans(ctx, ends, timeZone);
  const link = approve && !site ? { ...newLink(ctx, 'reset'), mailId: randomUUID() } : undefined;
  const jobs: Job[] = [showJob(view.id), { task: 'tell-asker', payload: { requestId: view.id } }, ...plans.jobs];
  if (link) jobs.push({ task: 'send-mail', payload: { mailId: link.mailId }, priority: 0 });
  const details = { request: view.id, decision: status, ...(site && { site }), ...(siteAdmin && { siteAdmin }) };
  const done = { ...event(ctx, `${view.kind}.decide`, asker.id), reason: decisionReason, details };
  const common = {
    ...decided,
    id: view.id,
    decidedBy: ctx.actor.id,
    events: eventRows(ctx, [...plans.events, done]),
    jobs: JSON.stringify(jobs),
  };
  const { rows } = await (!approve
    ? deny(ctx.db, common)
    : link
      ? sendLink(ctx.db, { ...common, ...link, correlationId: ctx.correlationId })
      : giveAccess(ctx.db, { ...common, plans: JSON.stringify(plans.rows) }));
  return rows[0] ?? { isFirst: false, isGiven: false, actor: null };
}

/** What every decision is written with. */
interface Common extends Decided {
  id: string;
  decidedBy: string;
  events: string;
  jobs: string;
}

type Written = { isFirst: boolean; isGiven: boolean; actor: Actor | null };

/** The decision itself: to whoever comes second the request waits no more. All that follows is of what this returns. */
const decided = (v: Values<Common>) => sql`decided as (
    update requests set
      status = ${v.status}, decided_at = ${v.decidedAt}, decided_by = ${v.decidedBy}, decision_reason = ${v.decisionReason},
      site_admin = ${v.siteAdmin}
    where id = ${v.id} and status = 'pending' and expires_at > ${v.decidedAt}
    returning centre_id, asker_id, site, site_admin, decided_at
  )`;

/** The end of each. @param isGiven whether what was asked for is given */
const told = (v: Values<Common>, isGiven: SQL) => sql`
  events as (${addEvents(sql`${v.events}`)} where exists (select from decided))
  select exists (select from decided) as "isFirst", ${isGiven} as "isGiven", acting_user(${v.decidedBy}) as actor,
    case when exists (select from decided) then queue_jobs(${v.jobs}::jsonb) end`;

const deny = prebuilt((db, v: Values<Common>) => db.execute<Written>(sql`with ${decided(v)}, ${told(v, sql`true`)}`));

const giveAccess = prebuilt((db, v: Values<Common & { plans: string }>) =>
  db.execute<Written>(sql`
  with ${decided(v)}, given as (
    insert into site_access (centre_id, user_id, site, site_admin)
    select centre_id, asker_id, site, site_admin from decided
    on conflict do nothing returning site
  ), ends as (${addPlans(sql`${v.plans}`)} where exists (select from given)),
  ${told(v, sql`exists (select from given)`)}`),
);

type Link = ReturnType<typeof newLink> & { mailId: string };

/**
 * The link to choose a new password, in the place of an older one: that is voided first, since one at a time is open. It is looked for as
 * `links_one_open` has it, and by a value: of a join PostgreSQL reads everybody's links, for as long as it has not analysed them.
 */
const sendLink = prebuilt((db, v: Values<Common & Link & { correlationId: string }>) =>
  db.execute<Written>(sql`
  with ${decided(v)}, voided as (
    update links set voided_at = ${v.decidedAt}
    where user_id = (select asker_id from decided) and kind = 'reset' and used_at is null and voided_at is null
      and chat_person is null
    returning id
  ), made as (
    insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at)
    select ${v.linkId}::uuid, centre_id, asker_id, 'reset', decode(${v.tokenHash}, 'hex'), decided_at, ${v.expiresAt}::timestamptz
    from decided where (select count(*) from voided) >= 0
  ), mailed as (
    insert into mails (id, centre_id, user_id, kind, link_id, created_at, correlation_id)
    select ${v.mailId}::uuid, centre_id, asker_id, 'reset', ${v.linkId}::uuid, decided_at, ${v.correlationId}::uuid from decided
  ), ${told(v, sql`true`)}`),
);
