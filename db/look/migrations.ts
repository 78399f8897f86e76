import { sql } from 'drizzle-orm';
import type { Db } from '../connect.ts';
import { journal } from '../journal.ts';
import { newestHere, readComment } from '../oldest-program.ts';

/**
 * - `empty`: nothing of ours is there
 * - `partial`: tables are there, and what says how they were made is not
 * - `behind`: the next start brings it to the newest
 * - `newest`: it is that of this program
 * - `ahead`: a newer program has been here, beside which this one may work
 * - `too far`: one beside which it may not
 */
export interface SchemaState {
  is: 'empty' | 'partial' | 'behind' | 'newest' | 'ahead' | 'too far';
  /** How many migrations are to come; of the last two, how many this program does not know. */
  by: number;
}

/** How the schema of a database stands to the one that this program works with. */
export async function readSchemaState(db: Db): Promise<SchemaState> {
  const { rows } = await db.execute<{ isThere: boolean; hasSome: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere",
      to_regclass('public.audit_events') is not null as "hasSome"`,
  );
  if (!rows[0]?.isThere) return { is: rows[0]?.hasSome ? 'partial' : 'empty', by: 0 };
  const known = journal().entries.map(({ when }) => when);
  const newest = known.at(-1) ?? 0;
  // The migrator itself goes by when one was made.
  const done = await db.execute<{ at: string }>(sql`select created_at as at from drizzle.__drizzle_migrations`);
  const times = done.rows.map(({ at }) => Number(at));
  const last = Math.max(0, ...times);
  const unknown = times.filter((at) => at > newest).length;
  if (unknown > 0) return { is: newestHere() < (await oldestIn(db)) ? 'too far' : 'ahead', by: unknown };
  const missing = known.filter((at) => at > last).length;
  return missing > 0 ? { is: 'behind', by: missing } : { is: 'newest', by: 0 };
}

/** Whether the tables can be read. */
export const hasTables = ({ is }: SchemaState): boolean => is !== 'empty' && is !== 'partial';

/** The newest migration that a program has to have to work with this database: its time, in milliseconds; 0 where any may. */
export async function oldestIn(db: Db): Promise<number> {
  const { rows } = await db.execute<{ comment: string | null }>(
    sql`select obj_description(to_regnamespace('drizzle'), 'pg_namespace') as comment`,
  );
  return readComment(rows[0]?.comment);
}
