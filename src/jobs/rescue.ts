import type { ClientBase } from 'pg';
import { advisoryLocks } from '../lib/advisory-locks.ts';

/**
 * Takes a lock in a runner's name, by which other copies know that it lives: PostgreSQL lets go of it when the connection
 * ends, however the process died. Shared, because after a break the old connection may linger beside the new one.
 */
export async function sayAlive(client: ClientBase, id: string): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1, hashtext($2))', [advisoryLocks.workers, id]);
}

export async function sayDead(client: ClientBase, id: string): Promise<void> {
  await client.query('select pg_advisory_unlock_shared($1, hashtext($2))', [advisoryLocks.workers, id]);
}

/**
 * Who holds jobs and does not say that it lives.
 *
 * @param ours runners of this copy that live: a session is never refused a lock that it holds itself
 */
export async function findDead(client: ClientBase, ours: string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `with holders as materialized (
       select distinct locked_by as id from graphile_worker.jobs where locked_by is not null and locked_by <> all($2)
     )
     select id from holders where pg_try_advisory_xact_lock($1, hashtext(id))`,
    [advisoryLocks.workers, ours],
  );
  return rows.map(({ id }) => id);
}

/** Sets free the jobs in the hands of runners that died: graphile-worker would wait four hours for each. */
export async function freeJobs(client: ClientBase, ids: string[]): Promise<void> {
  if (ids.length > 0) await client.query('select graphile_worker.force_unlock_workers($1)', [ids]);
}

/**
 * Has jobs that failed tried again now. After a fall of the database: some failed by it alone, and graphile-worker's pauses are
 * minutes after a few tries. What waits for its own time, or for a platform's, never failed.
 */
export async function tryFailedNow(client: ClientBase): Promise<void> {
  await client.query(
    `select graphile_worker.reschedule_jobs(array_agg(id), run_at := now()) from graphile_worker.jobs
     where locked_at is null and attempts > 0 and attempts < max_attempts and run_at > now()
     having count(*) > 0`,
  );
}

/**
 * Keeps up the tries of jobs that failed often: graphile-worker's pauses grow to six hours and end with the 25th try. Here
 * no pause is longer than seven minutes, for a week, since a mail that is asked for again and again is worse than one that
 * knocks again and again.
 */
export async function keepTrying(client: ClientBase): Promise<void> {
  await client.query(
    `select graphile_worker.reschedule_jobs(array_agg(id), attempts := 5) from graphile_worker.jobs
     where locked_at is null and attempts > 5 and created_at > now() - interval '8 days'
     having count(*) > 0`,
  );
}
