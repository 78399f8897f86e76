import { sql } from 'drizzle-orm';
import { mails, transfers, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { inBatch, oldest, type Purge } from '../purge.ts';

/**
 * Deletes transfers that were made before this time, and those that took them back: from then on they can't be undone. What a
 * suspended person handed over since stays, for their leaver's card tells of it.
 */
export const purgeTransfers =
  (app: App, before: Date): Purge =>
  () =>
    inBatch(app, async (tx) => {
      const at = sql`${before.toISOString()}::timestamptz`;
      const which = sql`${transfers.undoes} is null
        and (select 1 from ${mails} m where m.transfer_id = ${transfers.id} limit 1) is null
        and (select 1 from ${users} u where u.id = ${transfers.fromId}
          and u.status = 'suspended' and ${transfers.at} >= u.suspended_at) is null
        and (select 1 from ${transfers} back where back.undoes = ${transfers.id}
          and (back.at >= ${at} or exists (select from ${mails} m where m.transfer_id = back.id))) is null`;
      const old = oldest(tx, { table: transfers, by: transfers.at, before, which }, sql`${transfers.id} as id`);
      // In one statement, since each refers to the other: an original that lost what took it back would look as if it stood.
      const { rowCount } = await tx.execute(sql`
        with old as (${old})
        delete from ${transfers}
        where id = any(array(select id from old)) or undoes = any(array(select id from old))`);
      return rowCount ?? 0;
    });
