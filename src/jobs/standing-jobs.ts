import type { ClientBase, Pool } from 'pg';
import { knownKinds } from './kinds.ts';

/**
 * - `waiting`: its time has come
 * - `scheduled`: its time is to come
 * - `running`: in somebody's hands
 * - `failing`: it failed, and is tried again
 * - `given_up`: it was tried as often as it may be
 */
export const jobStates = ['waiting', 'scheduled', 'running', 'failing', 'given_up'] as const;
/** And `unknown`: only another release carries it out, so that nothing is held up by its waiting here. */
type JobState = (typeof jobStates)[number] | 'unknown';

/** The jobs of a task that stand alike: how many, and for how long the oldest has, in seconds. */
export interface StandingJobs {
  task: string;
  state: JobState;
  jobs: number;
  seconds: number;
}

/**
 * Counts the jobs that are not done. A job that is done is no row any more, so that all that is read is what waits. By the database's
 * clock, which the queue goes by.
 *
 * @param client of a user who may read the queue's tables
 */
export async function standingJobs(client: Pick<ClientBase | Pool, 'query'>): Promise<StandingJobs[]> {
  const { rows } = await client.query<StandingJobs>(
    `select task_identifier as task, state, count(*)::int as jobs,
       greatest(0, extract(epoch from now() - min(since)))::float8 as seconds
     from (
       select task_identifier,
         case when locked_at is not null then 'running' when attempts >= max_attempts then 'given_up'
           when task_identifier <> all($1) then 'unknown' when attempts > 0 then 'failing' when run_at > now() then 'scheduled' else 'waiting' end as state,
         case when locked_at is not null then locked_at when attempts >= max_attempts then updated_at
           when attempts > 0 then created_at else run_at end as since
       from graphile_worker.jobs
     ) each group by 1, 2`,
    [knownKinds],
  );
  return rows;
}
