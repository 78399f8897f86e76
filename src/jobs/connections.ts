import type pg from 'pg';
import type { Logger } from 'pino';
import { openPool } from '../../db/pool.ts';
import { within } from '../lib/timeout.ts';

/** What the database calls the queue's connections: by it other copies are known. */
export const queueName = 'staffroom-queue';

export interface Connections {
  pool: pg.Pool;
  /** Closes all, also those in use. */
  close(): Promise<void>;
}

/**
 * Opens the connections of one runner. graphile-worker's own pool would do, but that one drops its listeners while it closes,
 * and an error that comes in just then (the database is going away, which may be why it closes) would end the process.
 *
 * @param options.max how many at once, at most
 * @param options.answerMs longest that an answer may take, in milliseconds
 */
export function openConnections(url: string, log: Logger, options: { max: number; answerMs: number }): Connections {
  const pool = openPool(url, { ...options, name: queueName, onBreak: saysSo(log) });
  const open = new Set<pg.PoolClient>();
  pool.on('connect', (client) => {
    releasedOnce(client);
    open.add(client);
  });
  pool.on('remove', (client) => open.delete(client));
  return {
    pool,
    async close() {
      const ended = pool.end();
      for (const client of open) client.release(true);
      await within(ended, 500);
    },
  };
}

export const saysSo = (log: Logger) => (error: Error) => log.debug({ err: error }, 'A connection of the queue ended.');

/**
 * Lets a connection be given back twice. graphile-worker does so when it breaks while it begins to listen; the pool throws at
 * the second time, which nobody catches and which would end the process.
 */
function releasedOnce(client: pg.PoolClient): void {
  let release: pg.PoolClient['release'] = () => {};
  Object.defineProperty(client, 'release', {
    get: () => release,
    // The pool sets it anew for each one that it gives the connection to.
    set(give: pg.PoolClient['release']) {
      let isBack = false;
      release = (error) => {
        if (isBack) return;
        isBack = true;
        give(error);
      };
    },
  });
}
