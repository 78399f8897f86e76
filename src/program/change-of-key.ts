import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { harmlessLine } from '../lib/harmless-error.ts';
import type { App } from '../service/context.ts';
import { resealAll } from '../service/keys/reseal.ts';
import { standingOf, takeUpKey } from '../service/keys/take-up.ts';

/** By then a copy that had the key of before has stopped, and what it sealed at its end is there. */
const againMs = 10 * 60_000;
const afterTroubleMs = 60_000;

const nextBeside =
  'SECRET_KEY_BEFORE has only keys that this database was never worked with. That is right while a key to come is made known to every copy of Staffroom; else take it out.';
const overtaken =
  'SECRET_KEY is older than a key in SECRET_KEY_BEFORE. That is right while copies of Staffroom are started one after the other with the new one; then swap the two here as well.';
const done =
  'Nothing here is sealed with the key of before. It is no longer needed once every copy of Staffroom runs with this SECRET_KEY, and nobody has to sign in again if you leave it for a day. Then: npm run change-key -- --finish';

/**
 * Takes up SECRET_KEY, and brings what is sealed with one of before over to it, in the background.
 *
 * @returns what ends that; and whether this is the newest key, so that those of before are being done with
 * @throws Error with a sentence that names the setting, where it is not the one that this database is worked with
 */
export async function openChangeOfKey(app: App, log: Logger): Promise<{ isNewest: boolean; close(): Promise<void> }> {
  const standing = await takeUpKey(app);
  if (standing === 'next-beside') log.warn(nextBeside);
  if (standing === 'overtaken') log.warn(overtaken);
  const isNewest = standing !== 'overtaken';
  if (standing !== 'changing') return { isNewest, close: async () => {} };
  const end = new AbortController();
  const work = reseal(app, log, end.signal).catch(() => {});
  return {
    isNewest,
    async close() {
      end.abort();
      await work;
    },
  };
}

async function reseal(app: App, log: Logger, signal: AbortSignal): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      // A copy with a still newer one may have been started since.
      if ((await standingOf(app)) !== 'changing') return;
      const resealed = await resealAll(app, signal);
      if (resealed > 0) log.info(`What the key of before had sealed is sealed with SECRET_KEY now (${resealed}).`);
      if (isFirst || resealed > 0) log.info(done);
      else return;
      await setTimeout(againMs, undefined, { signal, ref: false });
    } catch (error) {
      signal.throwIfAborted();
      log.warn(`Not all is sealed with SECRET_KEY yet (${harmlessLine(error)}). It is tried again in a minute.`);
      await setTimeout(afterTroubleMs, undefined, { signal, ref: false });
    }
  }
}
