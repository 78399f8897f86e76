import type { JobHelpers } from 'graphile-worker';
import { batchRows, type Purge } from '../service/purge.ts';

/**
 * Deletes jobs that were given up: tried as often as they may be, and the last time before this.
 *
 * Those that failed more than five times have an index (db/queue-index.ts); every job may be tried oftener than that.
 *
 * @param withPgClient lends a connection as the owner of the queue's tables
 */
export const purgeJobs =
  (withPgClient: JobHelpers['withPgClient'], before: Date): Purge =>
  () =>
    withPgClient(async (client) => {
      const { rowCount } = await client.query(
        `select from graphile_worker.complete_jobs(array(
           select id from graphile_worker.jobs
           where attempts > 5 and attempts >= max_attempts and locked_at is null and updated_at < $1 order by updated_at limit $2
         ))`,
        [before, batchRows],
      );
      return rowCount ?? 0;
    });
