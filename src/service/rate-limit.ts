import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { rateLimits } from '../../db/schema/index.ts';
import type { App, Db } from './context.ts';
import { Refusal } from './errors.ts';
import { base64url, macsOf } from './keys/derived.ts';

export interface Rate {
  /** How many are let through… */
  limit: number;
  /** …in a window of so many milliseconds, which begins with the first. */
  perMs: number;
}

/**
 * Counts one more try, in the database, so that all copies of the program count together.
 *
 * @param name what is tried
 * @param who an address, an e-mail: stored only as a hash that nobody can guess without the secret key
 * @throws Refusal `too-many-tries`, with the minutes until the window ends
 */
export async function consume(app: App<Db>, name: string, who: string, { limit, perMs }: Rate): Promise<void> {
  const now = app.clock();
  const [key, ...others] = keysOf(app, name, who);
  const ended = sql`${rateLimits.resetsAt} <= ${now.toISOString()}::timestamptz`;
  const [row] = await app.db
    .insert(rateLimits)
    .values({ key, count: 1, resetsAt: new Date(now.getTime() + perMs) })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        // Held just above the limit, so that no flood makes it overflow.
        count: sql`case when ${ended} then 1 else least(${rateLimits.count}, ${limit}) + 1 end`,
        resetsAt: sql`case when ${ended} then excluded.resets_at else ${rateLimits.resetsAt} end`,
      },
    })
    .returning();
  const counted = (row?.count ?? 0) + (others.length > 0 ? await countedBy(app, others) : 0);
  if (row && counted > limit) {
    const minutes = Math.max(1, Math.ceil((row.resetsAt.getTime() - now.getTime()) / 60_000));
    throw new Refusal('too-many-tries', { minutes });
  }
}

/**
 * How many addresses, or networks of IPv6, must each have used up their own before all others are refused with them. So many are
 * not to be had for nothing, and whoever has thousands is stopped here.
 */
const addressesForAll = 50;

/**
 * A home or a small provider is given a network of IPv6 with 65,536 of what counts as one address (`addressOf`); this is how many
 * of them may be used up.
 */
const addressesOfNetwork = 4;

/**
 * {@link consume} by the caller's address, beside it by its network where it has one, and beside both for all addresses together:
 * another address with each request is of no use. What one address is refused counts for no other.
 *
 * @param address as `addressOf` gives it
 */
export async function consumeByAddress(app: App<Db>, name: string, address: string, rate: Rate): Promise<void> {
  for (const { as, who, times } of countedFor(address))
    await consume(app, `${name}${as}`, who, { ...rate, limit: rate.limit * times });
}

/** Takes so many that {@link consumeByAddress} let through out of its counts again. */
export async function refundByAddress(app: App, name: string, address: string, times = 1): Promise<void> {
  for (const { as, who } of countedFor(address)) await refund(app, `${name}${as}`, who, times);
}

function countedFor(address: string) {
  const network = address.includes(':') ? [address.split(':').slice(0, 3).join(':')] : [];
  return [
    { as: '', who: address, times: 1 },
    ...network.map((who) => ({ as: ':network', who, times: addressesOfNetwork })),
    { as: ':all', who: '', times: addressesForAll },
  ];
}

/** Takes so many that {@link consume} let through out of the count again: they turned out to be none of those that are limited. */
export async function refund(app: App<Db>, name: string, who: string, times = 1): Promise<void> {
  await app.db
    .update(rateLimits)
    .set({ count: sql`greatest(${rateLimits.count} - ${times}, 0)` })
    .where(and(eq(rateLimits.key, keysOf(app, name, who)[0]), gt(rateLimits.count, 0)));
}

/** Begins a count anew. @returns how many it was at, in a window that has not ended; of two at once, one gets them */
export async function resetCount(app: App<Db>, name: string, who: string): Promise<number> {
  const [row] = await app.db
    .delete(rateLimits)
    .where(and(eq(rateLimits.key, keysOf(app, name, who)[0]), gt(rateLimits.resetsAt, app.clock())))
    .returning({ count: rateLimits.count });
  return row?.count ?? 0;
}

/** What was counted under other secret keys: before the change of it, and by copies that have not seen it yet. */
async function countedBy({ db, clock }: App<Db>, keys: string[]): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`coalesce(sum(${rateLimits.count}), 0)::int` })
    .from(rateLimits)
    .where(and(inArray(rateLimits.key, keys), gt(rateLimits.resetsAt, clock())));
  return row?.count ?? 0;
}

const keysOf = (app: App<Db>, name: string, who: string) => macsOf(app, `rate:${name}:${who}`, base64url);
