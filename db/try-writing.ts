import { sql } from 'drizzle-orm';
import type { Db } from './connect.ts';

/**
 * Has the server write to its disk without anything growing: rows that don't fit into the memory they are given go to a file of
 * the moment, and a message to nobody is committed like any other work.
 *
 * @returns whether the server can only be read
 * @throws what the database throws where it takes nothing
 */
export function tryWriting(db: Db): Promise<{ readOnly: boolean }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)`);
    const { rows } = await tx.execute<{ read_only: boolean }>(sql`
      select current_setting('transaction_read_only') = 'on' as read_only,
        (select count(*) from generate_series(1, 5000)),
        case current_setting('transaction_read_only') when 'off'
          then pg_logical_emit_message(true, 'staffroom', '')::text end`);
    return { readOnly: rows[0]?.read_only === true };
  });
}
