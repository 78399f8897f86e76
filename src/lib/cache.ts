import { LRUCache } from 'lru-cache';

/**
 * What was looked up, for a while.
 *
 * @param options.max most kept; what was not asked for the longest goes first
 * @param options.ttlMs how long each is good for, in milliseconds
 * @param options.now in milliseconds; never 0, which the package takes for no time at all
 */
export function openCache<V>(options: { max: number; ttlMs: number; now?: () => number }) {
  const { max, ttlMs, now = () => performance.now() } = options;
  // Without a resolution of its own it would look at the clock again only after a real millisecond.
  const kept = new LRUCache<string, Promise<V>>({ max, ttl: ttlMs, ttlResolution: 0, perf: { now } });
  return {
    /** Looks it up where it isn't there: whoever asks meanwhile waits for the same answer. What fails is looked up anew. */
    get(key: string, lookUp: () => Promise<V>): Promise<V> {
      const there = kept.get(key);
      if (there) return there;
      const looked = lookUp();
      kept.set(key, looked);
      looked.catch(() => {
        if (kept.peek(key) === looked) kept.delete(key);
      });
      return looked;
    },
    /** Forgets what has a key like this. */
    forget(isMeant: (key: string) => boolean): void {
      for (const key of [...kept.keys()]) if (isMeant(key)) kept.delete(key);
    },
  };
}
