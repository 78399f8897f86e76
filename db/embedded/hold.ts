import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { superuser } from './cluster.ts';
import type { Postmaster } from './postmaster.ts';

/** "A Staffroom uses this server": shared by those who do, exclusive for the one who stops it. In database `postgres`. */
const lock = 7_243_002;

/** Our share in a server that several Staffrooms may use: a connection that keeps a lock. */
export interface Hold {
  sql: postgres.Sql;
  url(database: string): string;
  /**
   * Lets go. `alone`: nobody else holds the server, and nobody can come to hold it until `close`. `shared`: somebody
   * does. `lost`: the server is gone or going.
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
export async function takeHold(server: Postmaster, password: string): Promise<Hold | undefined> {
  const url = (database: string) => `postgres://${superuser}:${password}@127.0.0.1:${server.port}/${database}`;
  let held = false;
  const sql = postgres(url('postgres'), {
    max: 1,
    // The lock is the connection's: it must live as long as we do.
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    ssl: false,
    onnotice: () => {},
    onclose: () => void retake(),
    connection: { application_name: 'staffroom-hold' },
  });

  /** A server that restarts itself after a crash of one of its processes drops all connections, and lives on. */
  async function retake(): Promise<void> {
    for (let attempt = 0; held && attempt < 20; attempt++) {
      await sleep(100 * (attempt + 1), undefined, { ref: false });
      if (held && (await tryLock(sql, 'shared').catch(() => false))) return;
    }
  }

  const close = () => sql.end({ timeout: 0 });
  try {
    held = await tryLock(sql, 'shared');
  } catch (error) {
    await close();
    if ((error as postgres.PostgresError).code !== '28P01') return undefined;
    throw new Error(
      `The embedded PostgreSQL on port ${server.port} (process ${server.pid}) does not take the password kept beside its data: bring that file back, or end the process and begin afresh with npm start -- --fresh, which loses its data.`,
    );
  }
  if (!held) {
    await close();
    return undefined;
  }
  return { sql, url, close, release };

  async function release(): Promise<'alone' | 'shared' | 'lost'> {
    held = false;
    try {
      await sql`select pg_advisory_unlock_shared(${lock}::bigint)`;
      return (await tryLock(sql, 'exclusive')) ? 'alone' : 'shared';
    } catch {
      return 'lost';
    }
  }
}

async function tryLock(sql: postgres.Sql, mode: 'shared' | 'exclusive'): Promise<boolean> {
  const [row] =
    mode === 'shared'
      ? await sql`select pg_try_advisory_lock_shared(${lock}::bigint) as taken`
      : await sql`select pg_try_advisory_lock(${lock}::bigint) as taken`;
  return row?.taken === true;
}
