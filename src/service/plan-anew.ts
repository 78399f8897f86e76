import { sql } from 'drizzle-orm';
import type { Db } from './context.ts';

/** From so many rows on: as many as a bulk add writes in one statement. Making the plans anew takes some milliseconds. */
const many = 500;

/**
 * Has the session make its plans anew, where much is about to be written, or removed. Those that it keeps of foreign keys and triggers may be
 * of tables of one page, which are read from end to end for each row: by then, each row reads all that came before it. Plans made as the rows
 * are there see how large a table is; those of other sessions are made anew once PostgreSQL has analysed it, within a minute of the commit.
 *
 * `discard plans`, and not `analyze`: that takes the tables' owner, whom the program is not, and would not see the rows of this transaction.
 */
export async function planAnew(db: Db, rows: number): Promise<void> {
  if (rows >= many) await db.execute(sql`discard plans`);
}
