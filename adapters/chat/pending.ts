import { setTimeout as delay } from 'node:timers/promises';

/** What was taken and is not done yet: no platform's own package waits for what goes on after it has answered. */
export interface Pending {
  /** Keeps an eye on it; what it throws goes to the log, once. */
  track(work: Promise<unknown>): void;
  /** Waits for all of it, but no longer than this, in milliseconds. */
  drain(withinMs: number): Promise<void>;
}

export function openPending(onError: (error: unknown) => void): Pending {
  const open = new Set<Promise<unknown>>();
  return {
    track(work) {
      const watched = work.catch(onError).finally(() => open.delete(watched));
      open.add(watched);
    },
    async drain(withinMs) {
      const until = performance.now() + withinMs;
      // What is pending may begin something more.
      while (open.size > 0 && performance.now() < until) {
        await Promise.race([Promise.all(open), delay(until - performance.now(), undefined, { ref: false })]);
      }
    },
  };
}
