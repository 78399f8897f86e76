import { sql } from 'drizzle-orm';
import type { Db } from './connect.ts';

/**
 * Gives the queue's jobs an index of those that are in somebody's hands or failed often, which every copy of the program
 * looks for every few seconds (see src/jobs/rescue.ts): without it each look reads all that wait.
 *
 * The table is graphile-worker's. An index stands in the way of none of its migrations, its name can be none of theirs, and
 * where one makes the table anew, the next start of ours makes the index anew: hence no migration of ours, which would run
 * but once. Where it is missing the looks are slow, and right.
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
    end $$`);
}
