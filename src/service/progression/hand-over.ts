import { randomUUID } from 'node:crypto';
import type { Site } from '../../words/sites.ts';
import { event } from '../audit/event.ts';
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
 * Hands over what people hold, whose rows are held and of whom it is known that it may be done, in one statement for a thousand;
 * each has an audit event of their own, and all are told.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @returns the transfers' ids, in the order of the moves
 */
export async function handOver(ctx: Ctx<Tx>, moves: HandOver[]): Promise<string[]> {
  const given = new Map<string, Set<Site>>();
  for (const { to, granted } of moves)
    if (granted.length > 0) given.set(to, new Set([...(given.get(to) ?? []), ...granted]));
  const drawnUp = moves.map(({ from, to, holdings }) => {
    const id = randomUUID();
    const details = { transfer: id, ...countsBySite(holdings) };
    const events = eventsOfBoth(ctx, from, to, details);
    return { id, from, to, sites: holdings.map((h) => h.site), events };
  });
  await moveEach(ctx, drawnUp, {
    access: [...given].flatMap(([userId, sites]) => [...sites].map((site) => ({ userId, site }))),
    events: [...given].map(([to, sites]) => ({ ...event(ctx, 'site.access', to), details: { give: [...sites] } })),
  });
  return drawnUp.map(({ id }) => id);
}

/** Gives back what was handed over, to those who had it, whose rows are held; each has an audit event of their own, and all are told. */
export const takeBack = (ctx: Ctx<Tx>, moved: Transfer[]): Promise<void> =>
  moveEach(
    ctx,
    moved.map((transfer) => {
      const { id, fromId: to, toId: from, counts } = transfer;
      const events = eventsOfBoth(ctx, from, to, { undoes: id, ...countsBySite(counts) });
      return { id: randomUUID(), from, to, undoes: transfer, events };
    }),
  );

const eventsOfBoth = (ctx: Ctx<Tx>, from: string, to: string, details: Record<string, unknown>) => [
  { ...event(ctx, 'data.transfer', from), details },
  { ...event(ctx, 'data.received', to), details },
];

/** For the trail: `{"primary": {"groups": 3, "tests": 12, "results": 340}}`. */
const countsBySite = (holdings: Holding[]) => Object.fromEntries(holdings.map(({ site, ...counts }) => [site, counts]));
