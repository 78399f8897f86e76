import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../../db/connect.ts';

/** Does something in a transaction that stays open until `end` is called. */
export async function openTransaction(db: Db, does: (tx: Tx) => Promise<unknown>) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let isBegun = () => {};
  const begun = new Promise<void>((resolve) => {
    isBegun = resolve;
  });
  const done = db.transaction(async (tx) => {
    await does(tx);
    isBegun();
    await ended;
  });
  await Promise.race([begun, done]);
  return {
    end() {
      end();
      return done;
    },
  };
}

/** Until so many wait for a lock in this database. */
export async function untilWaiting(db: Db, many = 1): Promise<void> {
  for (;;) {
    const { rows } = await db.execute<{ n: number }>(sql`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    if ((rows[0]?.n ?? 0) >= many) return;
  }
}
