import { setTimeout as delay } from 'node:timers/promises';

/** What was taken and is not done yet: no platform's own package waits for what goes on after it has answered. */
export interface InHand {
  /** Keeps an eye on it; what it throws goes to the log, once. */
  watch(work: Promise<unknown>): void;
  /** Waits for all of it, but no longer than this. */
  settled(withinMs: number): Promise<void>;
}

export function openInHand(onError: (error: unknown) => void): InHand {
  const open = new Set<Promise<unknown>>();
  return {
    watch(work) {
      const watched = work.catch(onError).finally(() => open.delete(watched));
      open.add(watched);
    },
    async settled(withinMs) {
      const until = performance.now() + withinMs;
      // What is in hand may begin something more.
      while (open.size > 0 && performance.now() < until) {
        await Promise.race([Promise.all(open), delay(until - performance.now(), undefined, { ref: false })]);
      }
    },
  };
}

/** Whether it is there within this time, in milliseconds; a failure counts as there. */
export function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  if (ms <= 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), ms);
    const there = () => {
      clearTimeout(late);
      resolve(true);
    };
    work.then(there, there);
  });
}
