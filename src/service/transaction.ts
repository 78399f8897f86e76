import type { App, Tx } from './context.ts';

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
