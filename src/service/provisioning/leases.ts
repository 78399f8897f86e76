import { and, eq, sql } from 'drizzle-orm';
import { provisioning } from '../../../db/schema/index.ts';
import type { App, Db } from '../context.ts';
import { findConnection, type SealedConnection } from '../sites/connection.ts';
import { inTransaction } from '../transaction.ts';
import type { Pace } from './pace.ts';
import { readWanted, type Wanted } from './state.ts';
import type { KnownAccount, Synced } from './sync-user.ts';

/** A user in our hands, and what the site should have of them. */
export interface Lease extends KnownAccount {
  connectionId: string;
  /** That of the state in `wanted`. */
  version: number;
  wanted: Wanted;
  tries: number;
  /** By it we know that the row is still in our hands. */
  token: string;
}

type Row = Omit<Lease, 'connectionId' | 'version' | 'wanted' | 'asOf'> & { version: string; settledMs: number | null };

/** Users in our hands, and the site to which they are to be brought. */
interface Acquired {
  connection: SealedConnection;
  leases: Lease[];
}

/**
 * Takes users whose turn it is into our hands, so that nobody else sends anything about them meanwhile, and reads what the
 * site should have of them, and how it is reached.
 *
 * The time is the database's, which all copies of the program share.
 *
 * @param max how many
 * @returns nothing where none is due
 */
export function acquireLeases(
  app: App,
  id: string,
  { requestMs, lostMs }: Pace,
  max: number,
): Promise<Acquired | undefined> {
  return inTransaction(app, async (app) => {
    const { rows } = await app.db.execute<Row>(sql`
      with due as materialized (
        select user_id, in_flight_until is null as sure,
          extract(epoch from clock_timestamp() - in_flight_until)::float8 * 1000 as "settledMs"
        from provisioning
        where connection_id = ${id} and done < version
          and (next_try_at is null or next_try_at <= ${app.clock().toISOString()}::timestamptz)
          and (in_flight_until is null or in_flight_until <= now())
        order by tries, user_id limit ${max} for update skip locked
      )
      update provisioning p set in_flight_until = clock_timestamp() + ${requestMs + lostMs} * interval '1 millisecond'
      from due where p.connection_id = ${id} and p.user_id = due.user_id
      returning p.user_id as "userId", p.version, p.remote_id as "remoteId", p.etag, p.tries,
        case when due.sure then p.taken end as taken, p.in_flight_until::text as token,
        due."settledMs",
        due.sure and p.done = 0 and exists (
          select from users u join site_connections c on c.id = p.connection_id
          where u.id = p.user_id and u.created_at > c.changed_at
        ) as "isNew"`);
    // After the versions, in statements of their own: they see what these stand for. Nobody can raise them before we commit,
    // and whoever changes how the site is reached raises them all.
    const connection = rows.length > 0 ? await findConnection(app.db, id) : undefined;
    if (!connection) return undefined;
    const wanted = await readWanted(
      app.db,
      connection.site,
      rows.map((r) => r.userId),
    );
    const now = performance.now();
    const leases = rows.map(({ settledMs, ...r }) => ({
      ...r,
      asOf: settledMs === null ? Number.NEGATIVE_INFINITY : now - settledMs,
      connectionId: id,
      version: Number(r.version),
      wanted: wanted.get(r.userId) ?? { state: null },
    }));
    return { connection, leases };
  });
}

const isHeld = ({ connectionId, userId, token }: Lease) =>
  and(
    eq(provisioning.connectionId, connectionId),
    eq(provisioning.userId, userId),
    sql`${provisioning.inFlightUntil} = ${token}::timestamptz`,
  );

/** Writes down that the site took it. Nothing happens where the row is no longer in our hands. */
export async function markDone(db: Db, lease: Lease, synced: Synced): Promise<void> {
  const isSame = sql`${provisioning.version} = ${lease.version}`;
  if (lease.wanted.state === null) {
    // The account is deleted here and there: there is nothing left to say of it.
    const gone = await db
      .delete(provisioning)
      .where(and(isHeld(lease), isSame))
      .returning({ userId: provisioning.userId });
    if (gone.length > 0) return;
  }
  await db
    .update(provisioning)
    .set({
      done: lease.version,
      remoteId: synced?.remoteId ?? null,
      etag: synced?.etag ?? null,
      taken: synced?.taken ?? null,
      waitingSince: sql`case when ${isSame} then null else ${provisioning.waitingSince} end`,
      inFlightUntil: null,
      tries: 0,
      nextTryAt: null,
      problem: null,
    })
    .where(isHeld(lease));
}

/**
 * Writes down that it was not taken. What the site has is looked at before the next try.
 *
 * @param mayBeDone the site may still do it: the row stays in hand until it no longer can
 */
export async function markFailed(
  db: Db,
  lease: Lease,
  { mayBeDone, nextTryAt, problem }: { mayBeDone: boolean; nextTryAt: Date; problem: string | null },
): Promise<void> {
  await db
    .update(provisioning)
    .set({
      tries: lease.tries + 1,
      // A change in the meantime is a reason to try at once.
      nextTryAt: sql`case when ${provisioning.version} = ${lease.version} then ${nextTryAt.toISOString()}::timestamptz end`,
      problem,
      ...(!mayBeDone && { inFlightUntil: sql`clock_timestamp()` }),
    })
    .where(isHeld(lease));
}
