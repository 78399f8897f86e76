import { setTimeout as sleep } from 'node:timers/promises';

/** How soon something is tried again, at first and later, in milliseconds. */
const soonestMs = 100;
const latestMs = 10_000;

/** What was well for so long, in milliseconds, is in new trouble when it fails again. */
const wellMs = 60_000;

/**
 * Tries something again and again with pauses that grow; also over several troubles, where what was mended breaks again at
 * once.
 *
 * @param timeoutMs how long it is tried, in milliseconds
 */
export function openAttempts(timeoutMs: number) {
  let pause = soonestMs;
  let since = Date.now();
  let mendedAt = 0;
  return {
    /**
     * @param attempt says whether it did it
     * @returns whether it was done in that time, or before it was called off
     * @throws what the last attempt threw, where none did it in time
     */
    async run(attempt: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
      if (Date.now() - mendedAt > wellMs) {
        pause = soonestMs;
        since = Date.now();
      }
      for (;;) {
        await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
        if (signal.aborted) return false;
        pause = Math.min(2 * pause, latestMs);
        const isLast = Date.now() - since > timeoutMs;
        const isDone = await attempt().catch((error) => {
          if (isLast && !signal.aborted) throw error;
          return false;
        });
        if (isDone) mendedAt = Date.now();
        if (isDone || isLast) return isDone;
      }
    },
  };
}
