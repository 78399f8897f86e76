import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../db/prebuilt.ts';
import type { App, Db } from './context.ts';
import { Refusal } from './errors.ts';
import { base64url, macsOf } from './keys/derived.ts';

export interface Rate {
  /** How many are let through… */
  limit: number;
  /** …in a window of so many milliseconds, which begins with the first. */
  perMs: number;
}

/** What is counted: what is tried, and by whom (an address, an e-mail), stored only as a hash that nobody can guess without the secret key. */
export interface Count {
  name: string;
  who: string;
}

/**
 * Counts one more try by each of these, in the database, so that all copies of the program count together. One that is refused counts
 * for none of those that come after it.
 *
 * @returns the first that is over its limit
 */
export async function consumeEach(
  app: App<Db>,
  tries: readonly (Count & { rate: Rate })[],
): Promise<{ name: string; refusal: Refusal } | undefined> {
  const now = app.clock();
  const wanted = tries.map(({ name, who, rate: { limit, perMs } }, ord) => {
    const [key, ...others] = keysOf(app, name, who);
    return { ord, key, others, most: limit, resets_at: new Date(now.getTime() + perMs).toISOString() };
  });
  const { rows } = await consuming(app.db, { wanted: JSON.stringify(wanted), now });
  const [over] = rows;
  const name = over && tries[over.ord]?.name;
  if (!over || name === undefined) return undefined;
  const minutes = Math.max(1, Math.ceil((new Date(over.resets_at).getTime() - now.getTime()) / 60_000));
  return { name, refusal: new Refusal('too-many-tries', { minutes }) };
}

/**
 * One statement, since a sign-in is counted in six ways. Rows are held in their order, so that no two wait for each other; each is kept
 * just above its limit, so that no flood makes it overflow. `others` were counted under other secret keys: before the change of it, and
 * by copies that have not seen it yet.
 */
const consuming = prebuilt((db, { wanted, now }: Values<{ wanted: string; now: Date }>) =>
  db.execute<{ ord: number; resets_at: Date }>(sql`
  with wanted as (
    select w.*, (
      select coalesce(sum(o.count), 0)::int from rate_limits o
      where o.key = any(w.others) and o.resets_at > ${now}::timestamptz
    ) as also
    from jsonb_to_recordset(${wanted}::jsonb) as w(ord int, key text, others text[], most int, resets_at timestamptz)
  ), held as (
    select w.ord, w.most, w.also, r.count, r.resets_at from rate_limits r join wanted w on w.key = r.key
    order by w.ord for update of r
  ), refused as (
    select min(ord) as ord from held where resets_at > ${now}::timestamptz and count + also >= most
  ), counted as (
    insert into rate_limits as r (key, count, resets_at)
    select key, 1, resets_at from wanted where ord <= coalesce((select ord from refused), ord) order by ord
    on conflict (key) do update set
      count = case when r.resets_at <= ${now}::timestamptz then 1
        else least(r.count, (select most from wanted w where w.key = excluded.key)) + 1 end,
      resets_at = case when r.resets_at <= ${now}::timestamptz then excluded.resets_at else r.resets_at end
    returning key, count, resets_at
  )
  select w.ord, c.resets_at from counted c join wanted w on w.key = c.key where c.count + w.also > w.most order by w.ord limit 1`),
);

/**
 * {@link consumeEach} of one.
 *
 * @throws Refusal `too-many-tries`, with the minutes until the window ends
 */
export async function consume(app: App<Db>, name: string, who: string, rate: Rate): Promise<void> {
  const over = await consumeEach(app, [{ name, who, rate }]);
  if (over) throw over.refusal;
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
  const over = await consumeEach(app, triesByAddress(name, address, rate));
  if (over) throw over.refusal;
}

/** What {@link consumeByAddress} counts. */
export const triesByAddress = (name: string, address: string, rate: Rate): (Count & { rate: Rate })[] =>
  countedFor(address).map(({ as, who, times }) => ({
    name: `${name}${as}`,
    who,
    rate: { ...rate, limit: rate.limit * times },
  }));

/** Takes so many that {@link consumeByAddress} let through out of its counts again. */
export async function refundByAddress(app: App, name: string, address: string): Promise<void> {
  await refundEach(app, countsByAddress(name, address));
}

/** What {@link refundByAddress} takes them out of. */
export const countsByAddress = (name: string, address: string, times: Refund['times'] = 1): Refund[] =>
  countedFor(address).map(({ as, who }) => ({ name: `${name}${as}`, who, times }));

function countedFor(address: string) {
  const network = address.includes(':') ? [address.split(':').slice(0, 3).join(':')] : [];
  return [
    { as: '', who: address, times: 1 },
    ...network.map((who) => ({ as: ':network', who, times: addressesOfNetwork })),
    { as: ':all', who: '', times: addressesForAll },
  ];
}

/** Takes one that {@link consume} let through out of the count again: it turned out to be none of those that are limited. */
export async function refund(app: App<Db>, name: string, who: string): Promise<void> {
  await refundEach(app, [{ name, who, times: 1 }]);
}

/** A count, and how many are taken out of it: all, so that it begins anew; or as many as that one was at, in a window that has not ended. */
export type Refund = Count & { times: number | 'all' | 'as many' };

/** The same of several counts, in the order in which they were counted. Of two at once that take all, one gets them. */
export async function refundEach(app: App<Db>, counts: readonly Refund[]): Promise<void> {
  await refunding(app.db, { refunds: refundRows(app, counts), now: app.clock() });
}

/** The counts as the one parameter that {@link refunded} takes. */
export function refundRows(app: App<Db>, counts: readonly Refund[]): string {
  return JSON.stringify(counts.map(({ name, who, times }, ord) => ({ ord, key: keysOf(app, name, who)[0], times })));
}

/**
 * The part of a statement (`with …`) that does so. All who sign in share some of the counts: nothing may be waited for while they are held.
 *
 * @param after what the statement waits for: a condition that is looked at first, whatever it says
 */
export const refunded = (refunds: SQLWrapper, now: SQLWrapper, after = sql`true`): SQL => sql`
  refunds as (
    select * from jsonb_to_recordset(${refunds}::jsonb) as w(ord int, key text, times text) where (${after}) is not null
  ), counts as (
    select r.key, r.count, w.times from rate_limits r join refunds w on w.key = r.key
    where r.count > 0 and (w.times <> 'all' or r.resets_at > ${now}::timestamptz) order by w.ord for update of r
  ), begun_anew as (
    delete from rate_limits r using counts c where r.key = c.key and c.times = 'all'
  ), refunded as (
    update rate_limits r set count = greatest(0, r.count - case c.times
      when 'as many' then coalesce((select count from counts where times = 'all'), 0) else c.times::int end)
    from counts c where r.key = c.key and c.times <> 'all'
  )`;

const refunding = prebuilt((db, { refunds, now }: Values<{ refunds: string; now: Date }>) =>
  db.execute(sql`with ${refunded(refunds, now)} select`),
);

const keysOf = (app: App<Db>, name: string, who: string) => macsOf(app, `rate:${name}:${who}`, base64url);
