import type { Pool, Tx } from '../../../db/connect.ts';

class Undone extends Error {}

/** A pool whose statements can be led into one transaction, which is then undone. */
export function undoable(pool: Pool) {
  let within: Tx | undefined;
  const db = new Proxy(pool, {
    get(_, key) {
      const target = within ?? pool;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    db,
    /** Runs it in a transaction of its own, and undoes all that it did. */
    async tried<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
      let found: T | undefined;
      try {
        await pool.transaction(async (tx) => {
          within = tx;
          found = await run(tx);
          throw new Undone();
        });
      } catch (error) {
        if (!(error instanceof Undone)) throw error;
      } finally {
        within = undefined;
      }
      return found as T;
    },
  };
}
