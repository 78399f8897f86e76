import postgres from 'postgres';
import { advisoryLocks } from '../../src/lib/advisory-locks.ts';
import { withTimeout } from '../../src/lib/timeout.ts';
import { openAttempts } from './attempts.ts';
import { superuser } from './cluster.ts';
import { orAfresh } from './plain-words.ts';
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

/** What is done about a server that is gone while we have a share in it. */
export interface Keep {
  /** Starts it again, on the same port, unless someone did. @throws a plain sentence where it can't be started now */
  revive(signal: AbortSignal): Promise<void>;
  /** Told that it could not be brought back. @param error with a plain sentence */
  onLost(error: Error): void;
  /** How long that is tried, in milliseconds. */
  reviveTimeoutMs: number;
}

/**
 * Connects to a server and takes a share in it.
 *
 * @param keep what happens where the server goes while the share is held; without it, nothing
 * @returns nothing if that is not possible just now: the server is starting or stopping, or someone is stopping it
 * @throws a plain sentence if it does not know the password
 */
export async function acquireShare(server: Postmaster, password: string, keep?: Keep): Promise<Share | undefined> {
  const url = (database: string) => `postgres://${superuser}:${password}@127.0.0.1:${server.port}/${database}`;
  const released = new AbortController();
  const attempts = openAttempts(keep?.reviveTimeoutMs ?? 0);
  let current: postgres.Sql | undefined;
  let retaking: Promise<void> | undefined;

  /** A connection with the lock, or nothing. */
  async function open(): Promise<postgres.Sql | undefined> {
    const sql: postgres.Sql = postgres(url('postgres'), {
      ...connectionOptions,
      onclose: () => {
        if (sql !== current) return;
        current = undefined;
        if (keep) retaking = retake(keep);
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

  /**
   * A server that restarts itself after a crash of one of its processes drops all connections, and lives on; one that was
   * killed is gone.
   */
  async function retake({ revive, onLost }: Keep): Promise<void> {
    const { signal } = released;
    try {
      const isBack = await attempts.run(async () => {
        await revive(signal);
        current = await open();
        return current !== undefined;
      }, signal);
      if (!isBack && !signal.aborted) onLost(new Error(unreachable(server)));
    } catch (error) {
      onLost(error as Error);
    }
  }

  current = await open();
  if (!current) return undefined;
  return {
    sql: current,
    url,
    async release() {
      released.abort();
      await retaking;
      try {
        current ??= await open();
        return current ? await leave(current) : 'lost';
      } catch {
        return 'lost';
      }
    },
    async close() {
      released.abort();
      await retaking;
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

const unreachable = ({ port }: Postmaster) =>
  `The embedded PostgreSQL on port ${port} went away and could not be brought back: see its log, server.log, and start again.`;

function wrongPassword(server: Postmaster): Error {
  return new Error(
    `The embedded PostgreSQL on port ${server.port} (process ${server.pid}) does not take the password kept beside its data: bring that file back, or end the process, ${orAfresh}`,
  );
}
