import { siteAccess } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Tx } from '../context.ts';
import type { Holding } from './holdings.ts';
import { moveEach } from './move.ts';
import type { Transfer } from './transfers.ts';

/** What goes from someone to another, and the sites to which the other gets access by it. */
export interface HandOver {
  from: string;
  to: string;
  holdings: Holding[];
  granted: Site[];
}

/**
 * Hands over what people hold, whose rows are held and of whom it is known that it may be done, in as many statements however many
 * they are; each has an audit event of their own, and all are told.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @returns the transfers' ids, in the order of the moves
 */
export async function handOver(ctx: Ctx<Tx>, moves: HandOver[]): Promise<string[]> {
  if (moves.length === 0) return [];
  const given = new Map<string, Set<Site>>();
  for (const { to, granted } of moves)
    if (granted.length > 0) given.set(to, new Set([...(given.get(to) ?? []), ...granted]));
  const access = [...given].flatMap(([userId, sites]) => [...sites].map((site) => ({ userId, site })));
  if (access.length > 0)
    await ctx.db.insert(siteAccess).values(access.map((each) => ({ ...each, centreId: ctx.actor.centreId })));
  const ids = await moveEach(
    ctx,
    moves.map(({ from, to, holdings }) => ({ from, to, sites: holdings.map((h) => h.site) })),
  );
  await audit(
    ctx,
    ...moves.flatMap(({ from, to, holdings }, i) => {
      const details = { transfer: ids[i], ...countsBySite(holdings) };
      return [
        { ...event(ctx, 'data.transfer', from), details },
        { ...event(ctx, 'data.received', to), details },
      ];
    }),
    ...[...given].map(([to, sites]) => ({ ...event(ctx, 'site.access', to), details: { give: [...sites] } })),
  );
  return ids;
}

/** Gives back what was handed over, to those who had it, whose rows are held; each has an audit event of their own, and all are told. */
export async function takeBack(ctx: Ctx<Tx>, moved: Transfer[]): Promise<void> {
  if (moved.length === 0) return;
  await moveEach(
    ctx,
    moved.map((transfer) => ({ from: transfer.toId, to: transfer.fromId, undoes: transfer })),
  );
  await audit(
    ctx,
    ...moved.flatMap(({ id, fromId, toId, counts }) => {
      const details = { undoes: id, ...countsBySite(counts) };
      return [
        { ...event(ctx, 'data.transfer', toId), details },
        { ...event(ctx, 'data.received', fromId), details },
      ];
    }),
  );
}

/** For the trail: `{"primary": {"groups": 3, "tests": 12, "results": 340}}`. */
const countsBySite = (holdings: Holding[]) => Object.fromEntries(holdings.map(({ site, ...counts }) => [site, counts]));
