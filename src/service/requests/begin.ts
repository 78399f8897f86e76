import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { centres, requests } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import { showJob, timedJob } from './copies.ts';
import { timesOf } from './deadlines.ts';
import { closeExpired } from './due.ts';
import { findRequest, type RequestView } from './request.ts';

/** Longest reason, in characters. */
export const maxReason = 500;

export interface Asked {
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
export async function waitingFor(ctx: Ctx<Tx>, site: Site | null): Promise<RequestView | undefined> {
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

/** Writes a request down, and queues its cards, its reminder and its end. The actor's row is held. */
export async function beginRequest(
  ctx: Ctx<Tx>,
  what: { kind: 'reset'; site: null } | { kind: 'access'; site: Site },
  reason: string | null,
): Promise<RequestView> {
  const { clock, actor, workspaceId, correlationId } = ctx;
  const [centre] = await ctx.db.select().from(centres).where(eq(centres.id, actor.centreId));
  if (!centre) throw new Error(`no centre ${actor.centreId}`);
  const id = randomUUID();
  const createdAt = clock();
  const times = timesOf(createdAt, centre);
  await ctx.db.insert(requests).values({
    id,
    centreId: actor.centreId,
    askerId: actor.id,
    ...what,
    reason,
    workspaceId,
    createdAt,
    ...times,
    correlationId,
  });
  await queueJobs(ctx.db, [
    showJob(id),
    timedJob('remind-request', id, times.remindAt),
    timedJob('expire-request', id, times.expiresAt),
  ]);
  const request = await findRequest(ctx.db, actor.centreId, id);
  if (!request) throw new Error(`no request ${id}`);
  return request;
}
