import { fullName } from '../../words/people.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { findRequest, type RequestView } from './request.ts';

/** Why a request can't be decided any more; nothing while it can. */
export async function whyDecided(ctx: Ctx<Db>, request: RequestView): Promise<Refusal | undefined> {
  const now = ctx.clock();
  const { status, decidedBy, asker } = request;
  if (status === 'pending' && request.expiresAt > now) return undefined;
  const { timeZone } = await readCentre(ctx.db, ctx.actor.centreId);
  const at = request.decidedAt ?? request.expiresAt;
  if (status === 'pending' || status === 'expired') return new Refusal('request-expired', { at, now, timeZone });
  if (status === 'withdrawn') {
    const by = asker && fullName(asker);
    return new Refusal('request-withdrawn', { by, own: asker?.id === ctx.actor.id, at, now, timeZone });
  }
  const own = decidedBy?.id === ctx.actor.id;
  return new Refusal('request-decided', { status, by: decidedBy?.name ?? null, own, at, now, timeZone });
}

/** The same of one that is read now. */
export async function findDecided(ctx: Ctx<Tx>, id: string): Promise<Refusal | undefined> {
  const request = await findRequest(ctx.db, ctx.actor.centreId, id);
  return request ? whyDecided(ctx, request) : new Refusal('request-unknown', {});
}

/** Says who was first, or that its time was over. */
export async function refuseDecided(ctx: Ctx<Tx>, id: string): Promise<never> {
  throw (await findDecided(ctx, id)) ?? new Refusal('request-unknown', {});
}
