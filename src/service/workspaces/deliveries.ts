import { and, asc, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { deliveries } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import type { Json } from '../../lib/json.ts';
import type { Platform } from '../../words/platforms.ts';
import type { App, Db } from '../context.ts';
import { seal, unseal } from '../sealed.ts';

const purpose = 'delivery';

/** A delivery's id with the platform's name before it, `slack:Ev123`, as the database keeps it. */
export const deliveryKey = (id: string): string => sha256(id).toString('base64url');

/** What is kept of a delivery until it is answered. */
interface Kept {
  platform: Platform;
  payload: Json;
  /** For how long nobody else takes it up, in milliseconds. */
  leaseMs: number;
}

/**
 * Whether a delivery is seen for the first time, by any copy of the program; it is remembered for a day.
 *
 * Of two at once the second waits for the first one's transaction. Where that is undone, the second counts as the first.
 *
 * @param kept what it said, to be carried out by another should this process die before it is answered
 */
export async function registerDelivery(app: App<Db>, id: string, kept?: Kept): Promise<boolean> {
  const [isFirst] = await registerDeliveries(app, [sealedDelivery(app, id, kept)]);
  return isFirst === true;
}

/** A delivery as the database keeps it. */
interface SealedDelivery {
  key: string;
  platform: Platform | null;
  payload: Buffer | null;
  leaseMs: number | null;
}

/** By itself, before it goes with others: of a payload that can't be written (one that goes too deep) none but itself fails. */
export function sealedDelivery(app: App<Db>, id: string, kept?: Kept): SealedDelivery {
  const key = deliveryKey(id);
  if (!kept) return { key, platform: null, payload: null, leaseMs: null };
  const { platform, payload, leaseMs } = kept;
  return { key, platform, payload: seal(app, purpose, key, JSON.stringify(payload)), leaseMs };
}

/** Registers several in one statement. @returns for each, in their order, whether it is the first */
export async function registerDeliveries(app: App<Db>, all: SealedDelivery[]): Promise<boolean[]> {
  const { rows: inserted } = await insertDeliveries(app.db, {
    at: app.clock(),
    keys: all.map(({ key }) => key),
    platforms: all.map(({ platform }) => platform),
    payloads: all.map(({ payload }) => payload),
    leases: all.map(({ leaseMs }) => leaseMs),
  });
  // Of one that is there twice one was the first.
  const first = new Set(inserted.map(({ key }) => key));
  return all.map(({ key }) => first.delete(key));
}

interface Inserted {
  at: Date;
  keys: string[];
  platforms: (Platform | null)[];
  payloads: (Buffer | null)[];
  leases: (number | null)[];
}

/** In the order of their keys, so that two who keep some of the same never wait for each other. */
const insertDeliveries = prebuilt((db, { at, keys, platforms, payloads, leases }: Values<Inserted>) =>
  db.execute<{ key: string }>(sql`
    insert into deliveries (key, at, platform, payload, leased_until)
    select d.key, ${at}, d.platform, d.payload, now() + d.lease_ms * interval '1 millisecond'
    from unnest(${keys}::text[], ${platforms}::platform[], ${payloads}::bytea[], ${leases}::float8[])
      as d(key, platform, payload, lease_ms)
    order by d.key
    on conflict do nothing
    returning key`),
);

const lease = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

/**
 * Lets go of what answered deliveries said; that they came is still remembered.
 *
 * One whose insert was waited for in vain is marked too: should the insert still reach the database, before this or after it, it finds the
 * mark or is emptied by it, and what was done is not carried out again.
 *
 * Its commit does not wait until it is on the disk, since whoever waits for their own would wait for it too: where the database's machine
 * dies within that second, these are carried out once more, as those are that were just being answered.
 */
export async function closeDeliveries(app: App<Db>, keys: string[]): Promise<void> {
  await markClosed(app.db, { at: app.clock(), keys });
}

/** In the order of their keys, as they are inserted. */
const markClosed = prebuilt((db, { at, keys }: Values<{ at: Date; keys: string[] }>) =>
  db.execute(sql`
    insert into deliveries (key, at)
    select d.key, ${at} from unnest(${keys}::text[]) as d(key)
    where (select set_config('synchronous_commit', 'off', true)) is not null
    order by d.key
    on conflict (key) do update set payload = null, leased_until = null`),
);

/** Says that these are still being worked on; none is let go sooner than it was to be. */
export async function renewDeliveries(app: App<Db>, keys: string[], leaseMs: number): Promise<void> {
  await app.db
    .update(deliveries)
    .set({ leasedUntil: sql`greatest(${deliveries.leasedUntil}, ${lease(leaseMs)})` })
    .where(and(inArray(deliveries.key, keys), isNotNull(deliveries.payload)));
}

export interface LeftDelivery {
  key: string;
  platform: Platform;
  /** What it said; nothing where that can't be read any more: SECRET_KEY is another one now. */
  payload: Json | undefined;
  at: Date;
  /** How often it was taken up again, this time included. */
  retries: number;
}

/**
 * Takes up what others left unanswered, each by one copy of the program alone; the oldest first.
 *
 * @param options.leaseMs for the first time; twice as long each further time, for it may be what ends the process
 */
export async function takeUpDeliveries(
  app: App<Db>,
  platforms: Platform[],
  { leaseMs, most }: { leaseMs: number; most: number },
): Promise<LeftDelivery[]> {
  const left = app.db
    .select({ key: deliveries.key })
    .from(deliveries)
    .where(
      and(
        isNotNull(deliveries.payload),
        lt(deliveries.leasedUntil, sql`now()`),
        inArray(deliveries.platform, platforms),
      ),
    )
    .orderBy(asc(deliveries.leasedUntil))
    .limit(most)
    .for('update', { skipLocked: true });
  const taken = await app.db
    .update(deliveries)
    .set({
      leasedUntil: sql`now() + ${leaseMs} * power(2, ${deliveries.retries}) * interval '1 millisecond'`,
      retries: sql`${deliveries.retries} + 1`,
    })
    .where(inArray(deliveries.key, left))
    .returning();
  return taken.flatMap(({ key, platform, payload, at, retries }) =>
    platform && payload ? [{ key, platform, payload: opened(app, key, payload), at, retries }] : [],
  );
}

function opened(app: App<Db>, key: string, payload: Buffer): Json | undefined {
  try {
    return JSON.parse(unseal(app, purpose, key, payload));
  } catch {
    return undefined;
  }
}
