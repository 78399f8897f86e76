import { randomBytes } from 'node:crypto';
import postgres, { type Sql } from 'postgres';

const prefix = 'staffroom_test';

/** A name that tells which process made the database, so that a later run can clear up after a killed one. */
export function databaseName(what: string): string {
  return `${prefix}_${process.pid}_${what}_${randomBytes(4).toString('hex')}`;
}

/** The same server, another database. */
export function withDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Does something that is done from outside of a database: creating or dropping one. */
export async function administer<T>(serverUrl: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

let line: Sql | undefined;

/**
 * The same as {@link administer}, for what each file does: over connections that this process keeps. To make one takes as much
 * of the processor as to make a database. There are two, so that one is dropped while the next is made.
 */
export function administerOften<T>(serverUrl: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  line ??= postgres(serverUrl, { max: 2, onnotice: () => {} });
  return work(line);
}

/** Drops the databases of test processes that are no more, and the program's users for databases that are. */
export async function dropLeftovers(serverUrl: string): Promise<void> {
  await administer(serverUrl, async (sql) => {
    const found = await sql<{ name: string }[]>`
      select datname as name from pg_database where datname like ${`${prefix}\\_%`}`;
    for (const { name } of found) {
      const pid = Number(name.split('_')[2]);
      if (pid > 0 && !lives(pid)) await sql`drop database if exists ${sql(name)} with (force)`;
    }
    const users = await sql<{ name: string }[]>`
      select rolname as name from pg_roles where rolname ~ '^staffroom_(app|queue)_[0-9]+_'
        and not exists (select from pg_database where oid::text = split_part(rolname, '_', 3))`;
    for (const { name } of users) await sql`drop role if exists ${sql(name)}`;
  });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
