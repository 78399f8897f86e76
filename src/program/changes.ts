import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { listen } from '../../db/listen.ts';
import type { Changes } from '../lib/changes.ts';
import { announce, type Change, type ChangeKind, changesChannel, readChange } from '../service/changes.ts';
import type { Pool } from '../service/context.ts';
import { isDatabaseAway } from '../service/database-errors.ts';
import type { Platform } from '../words/platforms.ts';

/** Pauses before a change is announced again, in milliseconds: the first, and the longest. */
const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** What the copies of the program on one database tell each other. */
export interface AllChanges {
  of(platform: Platform, kind: ChangeKind): Changes;
  close(): Promise<void>;
}

/** Begins to listen; goes on by itself after the database was away. */
export async function openChanges({ url, db, log }: { url: string; db: Pool; log: Logger }): Promise<AllChanges> {
  const subscribed: { of: Pick<Change, 'kind' | 'platform'>; hear: (key?: string) => void }[] = [];
  const ended = new AbortController();
  let isAway = false;
  const listener = await listen({
    url,
    channel: changesChannel,
    onMessage(payload) {
      const { kind, platform, key } = readChange(payload);
      for (const { of, hear } of subscribed) if (of.kind === kind && of.platform === platform) hear(key);
    },
    onBegin() {
      if (isAway) log.info('Changes that other copies of Staffroom learn of are heard again.');
      isAway = false;
      for (const { hear } of subscribed) hear();
    },
    onFailure(error) {
      if (!isAway)
        log.warn(
          { err: error },
          'Changes that other copies learn of are not heard; until then nothing is remembered for long.',
        );
      isAway = true;
    },
  });
  return {
    of: (platform, kind) => ({
      current: listener.current,
      subscribe: (hear) => void subscribed.push({ of: { platform, kind }, hear }),
      async announce(key) {
        for (let pause = firstPauseMs; !ended.signal.aborted; pause = Math.min(2 * pause, longestPauseMs)) {
          try {
            return await announce(db, { kind, platform, key });
          } catch (error) {
            if (!isDatabaseAway(error)) throw error;
          }
          await delay(pause, undefined, { signal: ended.signal, ref: false }).catch(() => {});
        }
      },
    }),
    async close() {
      ended.abort();
      await listener.close();
    },
  };
}
