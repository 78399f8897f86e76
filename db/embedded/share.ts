import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { advisoryLocks } from '../../src/lib/advisory-locks.ts';
import { withTimeout } from '../../src/lib/timeout.ts';
import { superuser } from './cluster.ts';
import type { Postmaster } from './postmaster.ts';

/** For what takes milliseconds: past it, the server is stuck. */
const timeoutMs = 5_000;

/** Our share in a server that several Staffrooms may use: a connection that keeps a lock. */
export interface Share {
  /** A connection to database `postgres`. */
  sql: postgres.Sql;
  url(database: string): string;
  /**
   * Gives it back. `alone`: nobody else has one, and nobody can take one until `close`. `shared`: somebody has. `lost`:
   * the server is gone or going.
   */
  release(): Promise<'alone' | 'shared' | 'lost'>;
  /** Closes the connection, after `release` and what followed from it. */
  close(): Promise<void>;
}

/**
 * Connects to a server and takes a share in it.
 *
 * @returns nothing if that is not possible just now: the server is starting or stopping, or someone is stopping it
 * @throws a plain sentence if it does not know the password
 */
export async function acquireShare(server: Postmaster, password: string): Promise<Share | undefined> {
  const url = (database: string) => `postgres://${superuser}:${password}@127.0.0.1:${server.port}/${database}`;
  let wanted = true;
  let current: postgres.Sql | undefined;

  /** A connection with the lock, or nothing. */
  async function open(): Promise<postgres.Sql | undefined> {
    const sql: postgres.Sql = postgres(url('postgres'), {
      ...connectionOptions,
      onclose: () => {
        if (sql === current) void retake();
      },
    });
    try {
      if (await acquireLock(sql, 'shared')) return sql;
    } catch (error) {
      if ((error as postgres.PostgresError).code === '28P01') throw wrongPassword(server);
    }
    await sql.end({ timeout: 0 });
    return undefined;
  }

  /** A server that restarts itself after a crash of one of its processes drops all connections, and lives on. */
  async function retake(): Promise<void> {
    current = undefined;
    for (let attempt = 1; wanted && attempt <= 10; attempt++) {
      await sleep(100 * attempt, undefined, { ref: false });
      const next = wanted ? await open().catch(() => undefined) : undefined;
      if (!next) continue;
      // Somebody may have called `release` meanwhile, which opens one of its own.
      if (!wanted || current) await next.end({ timeout: 0 });
      else current = next;
      return;
    }
  }

  current = await open();
  if (!current) return undefined;
  return {
    sql: current,
    url,
    async release() {
      wanted = false;
      try {
        current ??= await open();
        return current ? await leave(current) : 'lost';
      } catch {
        return 'lost';
      }
    },
    async close() {
      wanted = false;
      const last = current;
      current = undefined;
      await last?.end({ timeout: 0 });
    },
  };
}

const connectionOptions = {
  max: 1,
  // The lock is the connection's: it must live as long as we do.
  idle_timeout: 0,
  max_lifetime: null,
  connect_timeout: timeoutMs / 1000,
  fetch_types: false,
  ssl: false,
  onnotice: () => {},
  connection: { application_name: 'staffroom-share' },
} as const;

async function leave(sql: postgres.Sql): Promise<'alone' | 'shared'> {
  await inTime(sql`select pg_advisory_unlock_shared(${advisoryLocks.embeddedServer}::bigint)`);
  return (await acquireLock(sql, 'exclusive')) ? 'alone' : 'shared';
}

async function acquireLock(sql: postgres.Sql, mode: 'shared' | 'exclusive'): Promise<boolean> {
  const lock = sql(mode === 'shared' ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock');
  const [row] = await inTime(sql`select ${lock}(${advisoryLocks.embeddedServer}::bigint) as taken`);
  return row?.taken === true;
}

async function inTime<T extends object>(work: Promise<T>): Promise<T> {
  const done = await withTimeout<T | undefined>(work, timeoutMs, () => undefined);
  if (!done) throw new Error('PostgreSQL does not answer');
  return done;
}

function wrongPassword(server: Postmaster): Error {
  return new Error(
    `The embedded PostgreSQL on port ${server.port} (process ${server.pid}) does not take the password kept beside its data: bring that file back, or end the process and begin afresh with npm start -- --fresh, which loses its data.`,
  );
}
