import type { ClientBase } from 'pg';

/** What the error of a job begins with whose platform asked to be let be: it is not tried sooner, whatever else was away. */
export const asked = 'Asked to wait:';

/** Has a job that is about to fail tried again no sooner than this: graphile-worker adds its own pause to the time that is there. */
export async function notBefore(client: Pick<ClientBase, 'query'>, jobId: string, ms: number): Promise<void> {
  await client.query(
    `update graphile_worker._private_jobs set run_at = greatest(run_at, now()) + $2 * interval '1 millisecond' where id = $1`,
    [jobId, Math.ceil(ms)],
  );
}
