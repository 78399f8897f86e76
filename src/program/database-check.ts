import type { Logger } from 'pino';
import { NotReady } from '../../adapters/pages/health.ts';
import type { Db } from '../../db/connect.ts';
import { serverErrorIn } from '../../db/errors.ts';
import { tryWriting } from '../../db/try-writing.ts';
import { within } from '../lib/timeout.ts';

/** How often it is looked where nobody asks, in milliseconds. */
const everyMs = 10_000;

/** PostgreSQL's codes for what stands in the way, in words that may stand anywhere. */
const reasons: Record<string, string> = {
  '53100': 'its disk is full',
  '53200': 'it has no memory left',
  '53300': 'it has no connection left',
  '25006': 'it can only be read',
  '28000': 'it lets us in no more',
  '28P01': 'it takes our password no more',
  '3D000': 'it is not on its server any more',
  '55000': 'it takes no connections',
  '08P01': 'a pooler before it can’t reach it',
  '57P01': 'it is shutting down',
  '57P02': 'it is recovering from a crash',
  '57P03': 'it is starting, or shutting down',
};

/**
 * Looks whether the database can be worked with: that it answers, and takes what is written.
 *
 * @param log told once when it can't, and once when it can again
 * @param times.freshMs how long what was found holds, in milliseconds
 * @param times.answerMs longest that an answer is waited for before what was found last is said, in milliseconds: a proxy
 *   that looks soon holds who is slow to answer for gone
 * @param times.silentMs how long the database may be silent, in milliseconds, until that is what is wrong: one that is slow is
 *   better than none
 */
export function openDatabaseCheck(db: Db, log: Logger, { freshMs = 2_000, answerMs = 300, silentMs = 5_000 } = {}) {
  let found: { at: number; reason: string | undefined } = { at: 0, reason: undefined };
  let looking: Promise<void> | undefined;
  let since = 0;

  function settle(reason: string | undefined): void {
    if (reason && !found.reason)
      log.warn(`The database can’t be worked with: ${reason}. People read that they may try again.`);
    if (!reason && found.reason) log.info('The database can be worked with again.');
    found = { at: performance.now(), reason };
  }

  async function look(): Promise<void> {
    // One that hangs is not asked a second time.
    if (!looking) {
      since = performance.now();
      looking = problemOf(db).then((reason) => {
        looking = undefined;
        settle(reason);
      });
    }
    const isAnswered = await within(looking, answerMs);
    if (!isAnswered && performance.now() - since > silentMs) settle('it does not answer');
  }

  const watch = setInterval(() => void look(), everyMs);
  watch.unref();
  return {
    /** @throws NotReady */
    async check(): Promise<void> {
      const isFresh = found.at > 0 && performance.now() - found.at < freshMs;
      if (!isFresh) await look();
      if (found.reason) throw new NotReady(found.reason);
    },
    close: () => clearInterval(watch),
  };
}

/** @returns what stands in the way */
async function problemOf(db: Db): Promise<string | undefined> {
  try {
    const { readOnly } = await tryWriting(db);
    return readOnly ? reasons['25006'] : undefined;
  } catch (error) {
    const code = serverErrorIn(error)?.code;
    if (code === undefined) return 'it can’t be reached';
    return reasons[code] ?? `it refuses to work (${code})`;
  }
}
