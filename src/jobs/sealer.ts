import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { within } from '../lib/timeout.ts';
import { sealTrails } from '../service/audit/seal.ts';
import type { App } from '../service/context.ts';
import { isDatabaseAway } from '../service/database-errors.ts';

/** How long after a look for what is not sealed the next begins, in milliseconds. */
const everyMs = 2_000;

/**
 * Seals the trail, again and again, in every copy of the program: no change waits for it, as it would if it took the next place
 * in the chain itself.
 *
 * @returns what ends it; what is not sealed by then is sealed by another copy, or the next start
 */
export function openSealer(app: App, log: Logger): { close(): Promise<void> } {
  const closing = new AbortController();
  let fails = false;

  async function look(): Promise<void> {
    try {
      await sealTrails(app, closing.signal);
      if (fails) log.info('The audit trail is sealed again.');
      fails = false;
    } catch (error) {
      // That it is away is said by whoever looks after the database.
      if (fails || isDatabaseAway(error) || closing.signal.aborted) return;
      fails = true;
      log.error(
        { err: error },
        'The audit trail can’t be sealed: what is written down now could be changed unnoticed.',
      );
    }
  }

  async function go(): Promise<void> {
    while (!closing.signal.aborted) {
      await look();
      await delay(everyMs, undefined, { ref: false, signal: closing.signal }).catch(() => {});
    }
  }
  const done = go();
  return {
    async close() {
      closing.abort();
      // A database that hangs is not waited for.
      await within(done, 500);
    },
  };
}
