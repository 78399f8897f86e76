import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { serverErrorIn } from '../../db/errors.ts';
import { listen } from '../../db/listen.ts';
import type { Changes } from '../lib/changes.ts';
import { announce, type Change, type ChangeKind, changesChannel, readChange } from '../service/changes.ts';
import type { Pool } from '../service/context.ts';
import { isDatabaseAway } from '../service/database-errors.ts';
import type { Platform } from '../words/platforms.ts';

/** Pauses before a change is announced again, in milliseconds: the first, and the longest. */
const firstPauseMs = 200;
const maxPauseMs = 5_000;

/** What the copies of the program on one database tell each other. */
export interface AllChanges {
  of(platform: Platform, kind: ChangeKind): Changes;
  close(): Promise<void>;
}

/** Begins to listen; goes on by itself after the database was away. */
export async function openChanges({ url, db, log }: { url: string; db: Pool; log: Logger }): Promise<AllChanges> {
  const subscribed: { of: Pick<Change, 'kind' | 'platform'>; hear: (key?: string) => void }[] = [];
  const ended = new AbortController();
  let isSaid = false;
  const listener = await listen({
    url,
    channel: changesChannel,
    onMessage(payload) {
      const { kind, platform, key } = readChange(payload);
      for (const { of, hear } of subscribed) if (of.kind === kind && of.platform === platform) hear(key);
    },
    onBegin() {
      isSaid = false;
      for (const { hear } of subscribed) hear();
    },
    onFailure(error) {
      // That the database is away is said by all who want something of it.
      if (isSaid || serverErrorIn(error) === undefined || isDatabaseAway(error)) return;
      isSaid = true;
      log.warn(
        { err: error },
        'What other copies of Staffroom learn can’t be heard now: until it can, nothing is remembered for longer than a second.',
      );
    },
  });
  return {
    of: (platform, kind) => ({
      current: listener.current,
      subscribe: (hear) => void subscribed.push({ of: { platform, kind }, hear }),
      async announce(key) {
        for (let pause = firstPauseMs; !ended.signal.aborted; pause = Math.min(2 * pause, maxPauseMs)) {
          try {
            return await announce(db, { kind, platform, key });
          } catch (error) {
            if (!isDatabaseAway(error)) throw error;
          }
          await delay(pause, undefined, { signal: ended.signal, ref: false }).catch(() => {});
        }
        throw new Error('The program ended before a change could be told.');
      },
    }),
    async close() {
      ended.abort();
      await listener.close();
    },
  };
}
