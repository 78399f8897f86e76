import { and, lt, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { App, Tx } from './context.ts';
import { inTransaction } from './transaction.ts';

/** So many days before: each of 24 hours, since nobody counts them to the hour. */
export const daysAgo = (now: Date, days: number): Date => new Date(now.getTime() - days * 24 * 3_600_000);

/** Most that one statement deletes: some milliseconds of work, after which others have their turn. */
export const batchRows = 1_000;

/** Deletes the next batch of one kind. @returns how many rows; fewer than {@link batchRows} where that was all */
export type Purge = () => Promise<number>;

/** A batch in a transaction of its own, which waits two seconds for whoever holds what it needs, and then fails. */
export function inBatch(app: App, body: (tx: Tx) => Promise<number>): Promise<number> {
  return inTransaction(app, async ({ db }) => {
    await db.execute(sql`set local lock_timeout = '2s'`);
    return body(db);
  });
}

interface Old {
  table: PgTable;
  /** The column that says since when nobody waits for a row; it has an index. */
  by: PgColumn;
  before: Date;
  /** What else is asked of a row, where its age alone does not decide. */
  which?: SQL;
}

/** The oldest rows, as many as one batch takes, held; not those that someone else holds: they are left for the next night. */
export const oldest = (tx: Tx, { table, by, before, which }: Old, what: SQL) =>
  tx
    .select({ what })
    .from(table)
    .where(and(lt(by, before), which))
    .orderBy(by)
    .limit(batchRows)
    .for('update', { skipLocked: true });

/** Deletes the oldest rows of a table that nothing refers to. */
export const purgeOldest =
  (app: App, old: Old): Purge =>
  () =>
    inBatch(app, async (tx) => {
      const ids = oldest(tx, old, sql`${old.table}.ctid`);
      const { rowCount } = await tx.delete(old.table).where(sql`ctid = any(array(${ids}))`);
      return rowCount ?? 0;
    });
