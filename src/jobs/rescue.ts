import type { WorkerEventMap } from 'graphile-worker';
import { advisoryLocks } from '../lib/advisory-locks.ts';

/** The connection on which a pool of workers hears of new jobs: open for as long as the pool lives, and no longer. */
export interface Listener {
  client: WorkerEventMap['pool:listen:success']['client'];
  /** What the pool locks its jobs by. */
  poolId: string;
}

/**
 * Takes a lock in the pool's name. PostgreSQL lets go of it when the connection ends, however the process died, so that
 * the other copies know. Shared, because after a break the old connection may linger beside the new one.
 */
export async function sayAlive({ client, poolId }: Listener): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1, hashtext($2))', [advisoryLocks.workers, poolId]);
}

/**
 * Sets free what graphile-worker would hold back for long.
 *
 * - Jobs in the hands of a copy that died: it would wait four hours for each.
 * - Jobs that failed often: its pauses grow to six hours and end with the 25th try. Here no pause is longer than seven
 *   minutes, for a week, since a mail that is asked for again and again is worse than one that knocks again and again.
 *
 * @param newcomersMs how long a copy that has just started has to say that it lives
 */
export async function rescueJobs({ client, poolId }: Listener, newcomersMs: number): Promise<void> {
  await client.query(
    `with holders as materialized (
       select distinct locked_by as id from graphile_worker.jobs
       -- Not our own: a session is never refused a lock that it holds itself. And a copy that has just started needs a
       -- moment to say that it lives.
       where locked_by <> $2 and locked_at < now() - $3 * interval '1 millisecond'
     ), dead as materialized (
       select id from holders where pg_try_advisory_xact_lock($1, hashtext(id))
     )
     select graphile_worker.force_unlock_workers(array_agg(id)) from dead having count(*) > 0`,
    [advisoryLocks.workers, poolId, newcomersMs],
  );
  await client.query(
    `select graphile_worker.reschedule_jobs(array_agg(id), attempts := 5) from graphile_worker.jobs
     where locked_at is null and attempts > 5 and created_at > now() - interval '8 days'
     having count(*) > 0`,
  );
}
