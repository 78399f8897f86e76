import { LRUCache } from 'lru-cache';
import { objectOf } from '../../../src/lib/json.ts';
import { type Account, type Reach, SiteTrouble } from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import type { Ask } from './ask.ts';
import type { Answer } from './http.ts';
import { troubleOf } from './trouble.ts';
import { fromUser } from './user.ts';

const pageSize = 100;
/** How many are asked for at once where a site does not go on from where it is asked to. */
const maxAtOnce = 5_000;
/** How long one page may take, in milliseconds. */
const pageMs = 30_000;
/** How often all is read anew because accounts came or went meanwhile. */
const maxReadings = 3;
/** How long a list is looked at before it is read anew, in milliseconds. */
const listTtlMs = 60_000;

type Progress = (done: number, total: number) => void;

/** What a list answers: its accounts, how many entries these were in all, and of how many. @returns nothing for what is no list */
export function listed(answer: Answer): { accounts: Account[]; entries: number; total: number } | undefined {
  const { Resources: found, totalResults } = objectOf(answer.json);
  const total = Number(totalResults ?? Number.NaN);
  // An empty list is null in some languages.
  const isList = Array.isArray(found) || found === null || (found === undefined && !Number.isNaN(total));
  if (!isList) return undefined;
  const entries: unknown[] = found ?? [];
  return {
    accounts: entries.flatMap((json) => fromUser(json) ?? []),
    entries: entries.length,
    // Some say it nowhere.
    total: Number.isNaN(total) ? entries.length : total,
  };
}

/** Reads all accounts of a site. @param clock in milliseconds */
export function lists(ask: Ask, clock: () => number) {
  const kept = new LRUCache<string, { begunAt: number; accounts: Promise<Account[]> }>({ max: 20, ttl: listTtlMs });

  async function page(site: Reach, read: number, count: number) {
    const query = new URLSearchParams({ ...(read > 0 && { startIndex: String(read) }), count: String(count) });
    const answer = await ask(site, { method: 'GET', path: `/Users?${query}` }, AbortSignal.timeout(pageMs));
    if (answer.status !== 200) throw troubleOf(answer, 'GET', answer.status === 404, clock);
    const found = listed(answer);
    if (!found) throw new SiteTrouble('closed', say.notScim);
    return found;
  }

  /**
   * From the first to the last. Each page begins with the last of the one before: a site that counts from 0 would leave one out.
   * It may give less than it is asked for, and be wrong about how many there are.
   */
  async function once(site: Reach, count: number, progress: Progress) {
    const all = new Map<string, Account>();
    let [read, most, total, isSteady] = [0, 0, 0, true];
    for (;;) {
      const before = all.size;
      const found = await page(site, read, count);
      for (const account of found.accounts) all.set(account.id, account);
      isSteady &&= read === 0 || found.total === total;
      total = found.total;
      most = Math.max(most, found.entries);
      read += read === 0 ? found.entries : Math.max(0, found.entries - 1);
      progress(all.size, Math.max(total, all.size));
      if (all.size === before || (all.size >= total && found.entries < most)) return { all, total, isSteady };
    }
  }

  /** All accounts, each once. Pages shift when accounts come or go meanwhile: then all is read anew. @throws SiteTrouble where it does not list all */
  async function all(site: Reach, progress: Progress): Promise<Account[]> {
    let count = pageSize;
    for (let reading = 1; ; reading += 1) {
      const { all, total, isSteady } = await once(site, count, progress);
      const isWhole = all.size >= total;
      if (isWhole && (isSteady || reading === maxReadings)) return [...all.values()];
      // Whom it does not list may be there all the same: nobody is said to be missing.
      if (reading === maxReadings) throw new SiteTrouble('closed', say.notAll);
      // It may begin each page with the first.
      if (all.size <= count) count = Math.min(Math.max(total, count), maxAtOnce);
    }
  }

  return {
    all,
    /**
     * The same as it was read a moment ago, for all who ask at once: it may take longer than any of them waits.
     *
     * @param asOf when, by `performance.now()`, it must have been begun to be read
     */
    async recent(site: Reach, asOf: number, signal: AbortSignal): Promise<Account[]> {
      const key = `${site.connectionId} ${site.version}`;
      let one = kept.get(key);
      if (!one || one.begunAt < asOf) {
        one = { begunAt: performance.now(), accounts: all(site, () => {}) };
        kept.set(key, one);
        one.accounts.catch(() => kept.delete(key));
      }
      const slow = new Promise<never>((_, reject) => {
        const fail = () => reject(new SiteTrouble('unreachable', say.slow));
        if (signal.aborted) fail();
        signal.addEventListener('abort', fail, { once: true });
      });
      return Promise.race([one.accounts, slow]);
    },
  };
}
