import { LRUCache } from 'lru-cache';
import type { Changes } from './changes.ts';

/** How long what was looked up is good for while changes are not heard of, in milliseconds. */
const unheardTtlMs = 1_000;

interface Options {
  /** Most kept; what was not asked for the longest goes first. */
  max: number;
  /** How long each is good for, in milliseconds. */
  ttlMs: number;
  /** In milliseconds; never 0, which the package takes for no time at all. */
  now?: () => number;
  /** What other copies of the program learn: it is forgotten here too. */
  changes?: Changes;
  /** Whether what is kept under a key rests on what has changed; the same key by default. */
  restsOn?: (key: string, changed: string) => boolean;
}

/** What was looked up, for a while. */
export function openCache<V>(options: Options) {
  const { max, ttlMs, now = () => performance.now(), changes, restsOn = (key, changed) => key === changed } = options;
  // Without a resolution of its own it would look at the clock again only after a real millisecond.
  const kept = new LRUCache<string, Promise<V>>({ max, ttl: ttlMs, ttlResolution: 0, perf: { now } });
  const isGood = (key: string) =>
    changes === undefined || changes.current() || ttlMs - kept.getRemainingTTL(key) <= unheardTtlMs;
  const forget = (changed: string) => {
    for (const key of [...kept.keys()]) if (restsOn(key, changed)) kept.delete(key);
  };
  changes?.subscribe((changed) => (changed === undefined ? kept.clear() : forget(changed)));
  return {
    /** Looks it up where it isn't there: whoever asks meanwhile waits for the same answer. What fails is looked up anew. */
    get(key: string, lookUp: () => Promise<V>): Promise<V> {
      const there = kept.get(key);
      if (there && isGood(key)) return there;
      const looked = lookUp();
      kept.set(key, looked);
      looked.catch(() => {
        if (kept.peek(key) === looked) kept.delete(key);
      });
      return looked;
    },
    /** Forgets what rests on this. A look-up that is under way tells those who wait for it, and nobody else. */
    forget,
  };
}
