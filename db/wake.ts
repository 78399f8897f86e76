import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** What a connection says by which jobs can be added without NOTIFY: that whoever holds it tells of them. */
export const wakesByItself = { 'staffroom.wakes': 'on', client_min_messages: 'notice' };

/** The code of the notice that jobs were added, which only then goes to whoever added them: `staffroom_wakes.pg_notify` in db/schema.sql. */
const jobsAdded = 'SR001';

/** Least pause between two tellings, in milliseconds: under load one is for the jobs of many. */
const pauseMs = 10;

/**
 * Tells the workers of all copies of jobs that were added on this pool's connections, as graphile-worker does by NOTIFY within the transaction
 * that adds them; but after it, and once for many: transactions with a NOTIFY are committed one at a time. Where it is not told, since the
 * process or the connection ended in between, the workers see by themselves within a second (`pollInterval` in src/jobs/runner.ts).
 */
export function wakeWorkers(pool: pg.Pool): void {
  const inHand = new WeakMap<object, number>();
  let added = 0;
  let isTelling = false;

  async function tell(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    // The connection that was just given back is free by then.
    await null;
    while (added > 0) {
      const payload = JSON.stringify({ count: added });
      added = 0;
      await pool.query({ name: 'wake-workers', text: tellWorkers, values: [payload] }).catch(() => {});
      await delay(pauseMs, undefined, { ref: false });
    }
    isTelling = false;
  }

  pool.on('connect', (client) => {
    client.on('notice', ({ code, message }) => {
      if (code === jobsAdded) inHand.set(client, (inHand.get(client) ?? 0) + JSON.parse(message ?? '').count);
    });
  });
  // It is given back when the transaction, or the only statement, is over.
  pool.on('release', (_error, client) => {
    added += inHand.get(client) ?? 0;
    inHand.delete(client);
    if (added > 0) tell();
  });
}

const tellWorkers = `select pg_notify('jobs:insert', $1)`;
