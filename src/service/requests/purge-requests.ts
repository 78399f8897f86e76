import { sql } from 'drizzle-orm';
import { mails, requestMessages, requests } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { inBatch, oldest, type Purge } from '../purge.ts';

/** Deletes requests that were decided before this time, with the references to their cards; who decided what is in the trail. */
export const purgeRequests =
  (app: App, before: Date): Purge =>
  () =>
    inBatch(app, async (tx) => {
      const which = sql`(select 1 from ${mails} m where m.request_id = ${requests.id} limit 1) is null`;
      const old = oldest(tx, { table: requests, by: requests.decidedAt, before, which }, sql`${requests.id} as id`);
      const { rowCount } = await tx.execute(sql`
        with old as (${old}),
          copies as (delete from ${requestMessages} where request_id = any(array(select id from old)))
        delete from ${requests} where id = any(array(select id from old))`);
      return rowCount ?? 0;
    });
