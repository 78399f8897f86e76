import type { ClientBase } from 'pg';

/** What graphile-worker adds to the time of a job that fails, where it has not failed before, in milliseconds. */
const addedMs = 1_000;

/**
 * Has a job that is about to fail, since its platform asked to be let be, tried again then: no sooner, and not much later. It has
 * not failed, so that none of graphile-worker's growing pauses comes on top, and no other reason to try again brings it forward.
 */
export async function notBefore(client: Pick<ClientBase, 'query'>, jobId: string, ms: number): Promise<void> {
  await client.query(
    `update graphile_worker._private_jobs
     set attempts = 0, run_at = now() + $2 * interval '1 millisecond' where id = $1`,
    [jobId, Math.max(0, Math.ceil(ms) - addedMs)],
  );
}
