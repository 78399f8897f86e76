import { sql } from 'drizzle-orm';
import { advisoryLocks } from '../../src/lib/advisory-locks.ts';
import type { Db } from '../connect.ts';

/** How the queue stands, but for jobs of kinds that this release does not know. Times in seconds. */
export interface QueueState extends Record<string, unknown> {
  /** Whose time has come, and whom nobody has in hand. */
  due: number;
  /** For how long the oldest of those has been due. */
  oldestDue: number;
  /** Planned for later, or to be tried again then. */
  later: number;
  /** In somebody's hands; and in those of a runner that does not say that it lives. */
  inHand: number;
  heldByDead: number;
  /** Failed at their last try, and to be tried again. */
  failing: number;
  /** Not to be tried again. */
  givenUp: number;
}

/**
 * Counts the jobs. What is held by a runner that died shows by its lock being free: looked at among the locks that there are, and not
 * taken, as who looks for the dead would then find one living.
 *
 * @param known the kinds that are looked at
 */
export async function readQueue(db: Db, known: readonly string[]): Promise<QueueState> {
  const { rows } = await db.execute<QueueState>(sql`
    with living as (
      select objid from pg_locks
      where locktype = 'advisory' and classid = ${advisoryLocks.workers} and objsubid = 2 and granted
        and database = (select oid from pg_database where datname = current_database())
    )
    select
      count(*) filter (where free and has_tries and run_at <= now())::int as due,
      coalesce(max(extract(epoch from now() - run_at)) filter (where free and has_tries and run_at <= now()), 0)::float as "oldestDue",
      count(*) filter (where free and has_tries and run_at > now())::int as later,
      count(*) filter (where not free)::int as "inHand",
      count(*) filter (where not free and not exists (
        select from living where objid::bigint = hashtext(locked_by)::bigint & 4294967295
      ))::int as "heldByDead",
      count(*) filter (where free and has_tries and last_error is not null)::int as failing,
      count(*) filter (where not has_tries)::int as "givenUp"
    from (
      select j.*, j.locked_at is null as free, j.attempts < j.max_attempts as has_tries
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = any(${sql.param(known)}::text[])
    ) as jobs`);
  return rows[0] as QueueState;
}

/** Of those of known kinds that fail, how many of each kind do, and what the last of them said. The program keeps no values in it. */
export async function failingJobs(
  db: Db,
  known: readonly string[],
): Promise<{ task: string; count: number; error: string }[]> {
  const { rows } = await db.execute<{ task: string; count: number; error: string }>(sql`
    select t.identifier as task, count(*)::int as count,
      split_part((array_agg(j.last_error order by j.updated_at desc))[1], chr(10), 1) as error
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.last_error is not null and t.identifier = any(${sql.param(known)}::text[]) group by 1 order by 2 desc, 1 limit 5`);
  return rows;
}

/** Those that wait and are of another kind than these, most first: how many of each, at most five kinds. */
export async function unknownJobs(db: Db, known: readonly string[]): Promise<{ task: string; count: number }[]> {
  const { rows } = await db.execute<{ task: string; count: number }>(sql`
    select t.identifier as task, count(*)::int as count
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier <> all(${sql.param(known)}::text[]) and j.locked_at is null and j.attempts < j.max_attempts
    group by 1 order by 2 desc, 1 limit 5`);
  return rows;
}
