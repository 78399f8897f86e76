import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway, isOutcomeUnknown } from './database-errors.ts';

/** How long the database is waited for, in milliseconds: a failover takes less than a minute. */
const usualTimeoutMs = 60_000;
const firstPauseMs = 50;
const maxPauseMs = 1_000;

/**
 * Writes down what was done outside and can't be undone: a mail that left, a message that was posted. While the database is
 * away it is tried again, at growing pauses, since what is not written down is done a second time.
 *
 * @param note has the effect of one however often it is done: the database may have taken it, and its answer be lost
 * @param timeoutMs how long it is tried, in milliseconds
 * @throws what it failed with last; at once where that is not that the database is away
 */
export async function noteDone<T>(note: () => Promise<T>, timeoutMs = usualTimeoutMs): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
    try {
      return await note();
    } catch (error) {
      const mayHelp = isDatabaseAway(error) || isOutcomeUnknown(error);
      if (!mayHelp || performance.now() + pauseMs > end) throw error;
    }
    await delay(pauseMs, undefined, { ref: false });
  }
}
