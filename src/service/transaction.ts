import type { App, Tx } from './context.ts';
import { isDeadlock, retryOnce } from './database-errors.ts';

/**
 * Runs it in one transaction, which takes the place of the pool: what is inside can't ask for a second connection while it
 * holds one, as many at once would do until all of them wait.
 */
export function inTransaction<C extends App, O>(
  ctx: C,
  body: (ctx: Omit<C, 'db'> & { db: Tx }) => Promise<O>,
): Promise<O> {
  return ctx.db.transaction((tx) => body({ ...ctx, db: tx }));
}

/**
 * The same of what ends sessions, once more where it waited for another that waited for it: whoever turns a site off deletes what was granted
 * to it too, in an order that is the database's own.
 */
export const endingInTransaction: typeof inTransaction = (ctx, body) =>
  retryOnce(() => inTransaction(ctx, body), isDeadlock);
