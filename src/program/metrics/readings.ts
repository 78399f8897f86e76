import { connect } from '../../../db/connect.ts';
import type { Logins } from '../../../db/logins.ts';
import { breaker, closePool, openPool } from '../../../db/pool.ts';
import { type StandingJobs, standingJobs } from '../../jobs/standing-jobs.ts';
import { withTimeout } from '../../lib/timeout.ts';
import type { App } from '../../service/context.ts';
import { readStanding, type Standing } from '../../service/standing.ts';

/** Whoever asks, and however often: the database is asked no more often than this, in milliseconds. */
const everyMs = 10_000;
/** Longest that all of it is waited for, in milliseconds: Prometheus gives ten seconds by default. */
const usualAnswerMs = 3_000;
/** Longest that one statement may take, in milliseconds: each is over in some. */
const statementMs = 2_000;

export interface Reading {
  standing: Standing;
  jobs: StandingJobs[];
  /** When it was read. */
  at: Date;
}

export interface Readings {
  /** What stands in the database; nothing where it does not tell in time. Never throws. */
  read(): Promise<Reading | undefined>;
  close(): Promise<void>;
}

/**
 * Reads what stands in the database, by connections of its own: what waits because all others are in use is seen as well.
 *
 * @param answerMs longest that it is waited for, in milliseconds
 */
export function openReadings(app: App, logins: Logins, answerMs = usualAnswerMs): Readings {
  const people = connect(logins.app, { ...logins, max: 1, statementMs, readOnly: true });
  const queue = openPool(logins.queue, {
    max: 1,
    session: { statement_timeout: `${statementMs}ms`, default_transaction_read_only: 'on' },
    answerMs: 2 * statementMs,
  });
  const breakOff = breaker(queue);
  let reading: Promise<Reading | undefined> | undefined;
  let last: { reading: Reading | undefined; endedAt: number } | undefined;

  async function look(): Promise<Reading | undefined> {
    const at = app.clock();
    try {
      const [standing, jobs] = await Promise.all([readStanding({ ...app, db: people.db }), standingJobs(queue)]);
      return { standing, jobs, at };
    } catch {
      return undefined;
    }
  }
  return {
    read() {
      if (last && performance.now() - last.endedAt < everyMs) return Promise.resolve(last.reading);
      // One that hangs is not asked a second time.
      reading ??= look().then((found) => {
        last = { reading: found, endedAt: performance.now() };
        reading = undefined;
        return found;
      });
      return withTimeout(reading, answerMs, () => undefined);
    },
    async close() {
      // Nobody waits for what is being read any more.
      people.breakOff();
      breakOff();
      await Promise.all([people.close(), closePool(queue)]);
    },
  };
}
