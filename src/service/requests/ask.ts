import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { centres, requests } from '../../../db/schema/index.ts';
import { dayIn } from '../../lib/time.ts';
import type { Site } from '../../words/sites.ts';
import { addEvents, audit, event, eventRows } from '../audit/event.ts';
import { centreColumns } from '../centre/centre.ts';
import type { Ctx, Db, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { sendLink } from '../passwords/links.ts';
import { asTarget, lockPerson, lockTarget, type Person } from '../people/person.ts';
import { allow } from '../policy.ts';
import { consume } from '../rate-limit.ts';
import { consumeUsage } from '../usage-limits.ts';
import { mutation } from '../use-case.ts';
import { showJob, timedJob } from './copies.ts';
import { timesOf } from './deadlines.ts';
import { closeExpired } from './end-undecided.ts';
import { findRequest, type RequestView } from './request.ts';

/**
 * Asks for access to a site, for oneself. Asked again while the first waits, it is the first.
 *
 * @param input.until the last day of it, in the school's calendar; for good where there is none
 * @throws Refusal `site-not-eligible`, `access-already`, `date-past`, beside the field; `value-too-long`, `limit-reached`
 */
export const askForAccess = mutation(
  'askForAccess',
  'access.ask',
  async (ctx, { site, reason, until }: { site: Site; reason?: string; until?: string }): Promise<Asked> => {
    const kept = sanitizeReason(reason);
    const person = await lockPerson(ctx, ctx.actor.id);
    allow(ctx, 'access.ask', asTarget(person), { site });
    if (person.access.some((a) => a.site === site)) throw new Refusal('access-already', { site }, 'site');
    const centre = await readCentreAsked(ctx.db, person.centreId);
    if (!centre.sites.includes(site)) throw new Refusal('site-not-eligible', { sites: [site] }, 'site');
    if (until && until < dayIn(ctx.clock(), centre.timeZone)) throw new Refusal('date-past', {}, 'until');
    const waiting = await waitingFor(ctx, site);
    if (waiting) return { request: waiting, isNew: false };
    const request = await beginRequest(
      ctx,
      { person, centre },
      { kind: 'access', site, until: until ?? null, reason: kept },
    );
    return { request, isNew: true };
  },
  { people: oneself },
);

/** Links that one can have sent to oneself where nobody approves them: nobody's mailbox is to be flooded. */
const linksAnHour = { limit: 5, perMs: 3_600_000 };

/**
 * Asks for a link to choose a new password, for oneself. Asked again while the first waits, it is the first.
 *
 * @returns `sent` where the centre switched approval off: the link is on its way
 * @throws Refusal `value-too-long`; `too-many-tries`, `limit-reached`
 */
export const askForReset = mutation(
  'askForReset',
  'reset.ask',
  async (ctx, { reason }: { reason?: string }): Promise<Asked | { sent: true }> => {
    const kept = sanitizeReason(reason);
    const person = await lockTarget(ctx, 'reset.ask', ctx.actor.id);
    const centre = await readCentreAsked(ctx.db, person.centreId);
    if (!centre.approveResets) {
      await consume(ctx, 'reset-asked', person.id, linksAnHour);
      await sendLink(ctx, person, 'reset', ctx.correlationId);
      await audit(ctx, { ...event(ctx, 'reset.ask', person.id), details: { approval: 'off' } });
      return { sent: true };
    }
    const waiting = await waitingFor(ctx, null);
    if (waiting) return { request: waiting, isNew: false };
    const request = await beginRequest(
      ctx,
      { person, centre },
      { kind: 'reset', site: null, until: null, reason: kept },
    );
    return { request, isNew: true };
  },
  { people: oneself },
);

/** Longest reason, in characters. */
export const maxReason = 500;

interface Asked {
  request: RequestView;
  /** False where the same is waited for already: then it is that one. */
  isNew: boolean;
}

/** What is to be kept of a reason. @throws Refusal `value-too-long` */
export function sanitizeReason(reason: string | undefined): string | null {
  const kept = reason?.trim().replaceAll('\0', '') ?? '';
  if ([...kept].length > maxReason) throw new Refusal('value-too-long', { max: maxReason }, 'reason');
  return kept || null;
}

/** The request of this kind that the actor waits for already. The actor's row is held. */
async function waitingFor(ctx: Ctx<Tx>, site: Site | null): Promise<RequestView | undefined> {
  const [found] = await ctx.db
    .select({ id: requests.id, expiresAt: requests.expiresAt })
    .from(requests)
    .where(
      and(
        eq(requests.askerId, ctx.actor.id),
        eq(requests.status, 'pending'),
        site === null ? eq(requests.kind, 'reset') : and(eq(requests.kind, 'access'), eq(requests.site, site)),
      ),
    );
  if (!found) return undefined;
  if (found.expiresAt > ctx.clock()) return findRequest(ctx.db, ctx.actor.centreId, found.id);
  // Its time was over before the job came to say so.
  await closeExpired(ctx, found.id);
  return undefined;
}

/** Writes a request down, and queues its cards, its reminder and its end; in one statement. The actor's row is held. */
async function beginRequest(
  ctx: Ctx<Tx>,
  { person, centre }: { person: Person; centre: CentreAsked },
  what: Pick<RequestView, 'kind' | 'site' | 'reason'> & { until: string | null },
): Promise<RequestView> {
  await consumeUsage(ctx, 'requests');
  const { clock, actor, workspaceId, correlationId } = ctx;
  const id = randomUUID();
  const createdAt = clock();
  const times = timesOf(createdAt, centre);
  const { kind, site, until } = what;
  const details = { request: id, ...(site && { site }), ...(until && { until }) };
  await write(ctx.db, {
    ...{ id, ...what, ...times, centreId: actor.centreId, askerId: actor.id, workspaceId, createdAt, correlationId },
    events: eventRows(ctx, [{ ...event(ctx, `${kind}.ask`, person.id), details }]),
    jobs: JSON.stringify([
      showJob(id),
      timedJob('remind-request', id, times.remindAt),
      timedJob('expire-request', id, times.expiresAt),
    ]),
  });
  const { firstName, lastName, role, status, programmes, email } = person;
  return {
    ...{ id, ...what, createdAt, expiresAt: times.expiresAt, status: 'pending', reminded: false, siteAdmin: false },
    ...{ decidedAt: null, decidedBy: null, decisionReason: null },
    asker: { id: person.id, firstName, lastName, role, status, programmes, email },
  };
}

interface Written extends Omit<typeof requests.$inferInsert, 'status'> {
  events: string;
  jobs: string;
}

const write = prebuilt((db, v: Values<Written>) =>
  db.execute(sql`
    with asked as (
      insert into requests (
        id, centre_id, asker_id, kind, site, until, reason, workspace_id, created_at, remind_at, expires_at, correlation_id
      )
      values (
        ${v.id}, ${v.centreId}, ${v.askerId}, ${v.kind}, ${v.site}, ${v.until}, ${v.reason}, ${v.workspaceId}, ${v.createdAt},
        ${v.remindAt}, ${v.expiresAt}, ${v.correlationId}
      )
    ), events as (${addEvents(v.events)})
    select queue_jobs(${v.jobs}::jsonb)`),
);

type CentreAsked = Awaited<ReturnType<typeof readCentreAsked>>;

/** What a school says of what is asked for there. */
async function readCentreAsked(db: Db, id: string) {
  const [centre] = await centreAsked(db, { id });
  if (!centre) throw new Error(`no centre ${id}`);
  return centre;
}

const centreAsked = prebuilt((db, { id }: Values<{ id: string }>) =>
  db
    .select({
      sites: centreColumns.sites,
      timeZone: centres.timeZone,
      approveResets: centres.approveResets,
      remindAfterHours: centres.remindAfterHours,
      expireAfterHours: centres.expireAfterHours,
    })
    .from(centres)
    .where(eq(centres.id, id)),
);

function oneself(_: unknown, { id }: Principal): string[] {
  return id ? [id] : [];
}
