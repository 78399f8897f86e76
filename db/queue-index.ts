import { sql } from 'drizzle-orm';
import type { Db } from './connect.ts';

/**
 * Gives the queue's jobs two indexes of those that are in somebody's hands or failed often: by who has them, for every copy of the program,
 * which looks for them every few seconds (see src/jobs/rescue.ts); and by their keys, for whoever adds a job, and looks whether one of its key
 * is being carried out (`graphile_worker.add_jobs`). Without them each look reads all that wait: the second also has an index of all keys,
 * which it reads from end to end by a plan that was made when the queue was last seen empty, as it mostly is.
 *
 * The table is graphile-worker's. An index stands in the way of none of its migrations, its name can be none of theirs, and
 * where one makes the table anew, the next start of ours makes the indexes anew: hence no migration of ours, which would run
 * but once. Where they are missing the looks are slow, and right.
 *
 * @param db a connection as the owner of the tables
 */
export async function indexQueue(db: Db): Promise<void> {
  // Looked for first: `if not exists` would wait for all who write jobs, and make them wait.
  await db.execute(sql`
    do $$ begin
      if to_regclass('graphile_worker.staffroom_jobs_to_rescue') is null then
        create index staffroom_jobs_to_rescue on graphile_worker._private_jobs (locked_by)
          where locked_by is not null or attempts > 5;
      end if;
      if to_regclass('graphile_worker.staffroom_jobs_in_hand') is null then
        create index staffroom_jobs_in_hand on graphile_worker._private_jobs (key) where is_available is not true;
      end if;
    end $$`);
}
