import { EventEmitter } from 'node:events';
import { run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Logger } from 'pino';
import { signal } from '../lib/signal.ts';
import { within } from '../lib/timeout.ts';
import { openConnections } from './connections.ts';
import { queueLogger } from './queue-logger.ts';
import { type Listeners, watchWorkers } from './workers.ts';

/**
 * Carries out jobs until a connection to the database fails it once, and no longer. By itself graphile-worker does not always
 * come back: a mark (done, or failed) that the database did not take is never made again, those that wait are miscounted from
 * then on, and its end waits for them for ever. So another takes this one's place, on connections of its own, and nothing
 * waits for this one without a bound.
 */
export interface Runner {
  /** What it locks its jobs by. */
  readonly id: string;
  /** Whether it asks for jobs and is answered, and hears of new ones. */
  isTaking(): boolean;
  /** Settles when a connection failed it. It asks for no jobs from then on. */
  readonly broken: Promise<void>;
  /** Whether the connection is there by which it hears of new jobs: it breaks where not. */
  probe(): Promise<void>;
  /** Asks for no more jobs; once none is in its hands it closes its connections. */
  end(): Promise<void>;
  /** Settles when it asks for no jobs and none is in its hands. */
  readonly atRest: Promise<void>;
  /** Closes its connections at once. What is in its hands goes on, and is not marked. */
  drop(): Promise<void>;
}

/**
 * Every night at ten past three, by UTC; at the next start where nothing ran then, since a school's machine may be off at
 * night. After all else that waits: a mail that could not be sent for weeks is to be given up, not purged. At six it is looked at
 * whose tokens end soon; and every quarter of an hour, who is to be told of their week by now: no time zone is off by less.
 */
const crontab =
  '10 3 * * * purge-expired ?fill=1d&priority=10\n0 6 * * * warn-of-ends ?fill=1d\n*/15 * * * * queue-digests';

/** How long it waits for the last marks to be made, in milliseconds: graphile-worker may never be done. */
const lastMarksMs = 2_000;

/**
 * How long it waits for who still asks for a job while nobody has one, in milliseconds: their connections may hang, and while
 * the server starts graphile-worker asks but every few seconds, by and by every two minutes.
 */
const lastAskedMs = 500;

interface Options extends Listeners {
  url: string;
  log: Logger;
  taskList: TaskList;
  /** How many jobs at once. */
  concurrency: number;
  /** Longest that an answer of the database may take, in milliseconds. */
  answerMs: number;
}

/** @throws where the database can't be reached */
export async function startRunner(options: Options): Promise<Runner> {
  const { url, log, taskList, concurrency, answerMs, onTaking, onTrouble } = options;
  // Two more than there are workers: for the listener, and for the clock.
  const { pool, close } = openConnections(url, log, { max: concurrency + 2, answerMs });
  const events: WorkerEvents = new EventEmitter();
  const workers = watchWorkers(events, { onTaking, onTrouble });
  const { broken, quiet, free, atRest, rest, breakOff } = workers;
  const [stopped, letGo] = signal<null>();

  const runner = await run({
    pgPool: pool,
    taskList,
    crontab,
    concurrency,
    noHandleSignals: true,
    // A new job is told of at once (db/wake.ts); this is for those whose time comes, and for those of a copy that ended before it told.
    pollInterval: 1_000,
    logger: queueLogger(log),
    events,
    // Called before each look for a job, which waits for what it gives.
    forbiddenFlags: () => (workers.areResting() ? stopped : null),
    preset: {
      // Marked as done or failed in batches: without, the rejection of a mark that is not taken is nobody's, and ends the
      // process.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      plugins: [
        {
          name: 'staffroom',
          version: '1.0.0',
          worker: {
            middleware: {
              // A worker that is stopped while it asks for a job prints a failure of that by itself.
              async poolGracefulShutdown(next) {
                rest();
                await quiet;
                const ended = next();
                letGo(null);
                await ended;
              },
            },
          },
        },
      ],
    },
  }).catch(async (error) => {
    await close();
    throw error;
  });
  const stoppedByItself = () => breakOff(new Error('the queue stopped by itself'));
  runner.promise.then(stoppedByItself, stoppedByItself);

  let ended: Promise<void> | undefined;
  async function end(): Promise<void> {
    rest();
    const marked = runner.stop().catch(() => {});
    await free;
    if (!(await within(quiet, lastAskedMs))) await close();
    await atRest;
    await within(marked, lastMarksMs);
    await close();
  }
  return {
    id: workers.id(),
    isTaking: workers.areTaking,
    broken,
    async probe() {
      if (!workers.areResting()) await workers.listener()?.query('select').catch(breakOff);
    },
    end() {
      ended ??= end();
      return ended;
    },
    atRest,
    drop: close,
  };
}
