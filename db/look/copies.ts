import { sql } from 'drizzle-orm';
import type { Db } from '../connect.ts';

/** Whether a copy works here as another user than ours, which tells that it has another key (db/logins.ts). */
export async function othersWork(db: Db): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select from pg_stat_activity
    where datname = current_database() and application_name = 'staffroom-changes' and usename <> session_user limit 1`);
  return rows.length > 0;
}

/**
 * How many copies of the program work on this database: each listens on one connection of this name (db/listen.ts).
 *
 * @returns their number, and from where they come; of the embedded database, and through a pooler, that is one place for all
 */
export async function readCopies(db: Db): Promise<{ copies: number; from: string[] }> {
  const { rows } = await db.execute<{ from: string; copies: number }>(sql`
    select coalesce(host(client_addr), 'a socket') as "from", count(*)::int as copies from pg_stat_activity
    where datname = current_database() and application_name = 'staffroom-changes' group by 1 order by 1`);
  return { copies: rows.reduce((sum, { copies }) => sum + copies, 0), from: rows.map(({ from }) => from) };
}
