import { EventEmitter } from 'node:events';
import { run, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import { within } from '../lib/timeout.ts';
import { openConnections } from './connections.ts';
import { queueLogger } from './queue-logger.ts';

/**
 * Carries out jobs until a connection to the database fails it once, and no longer. By itself graphile-worker does not always come back: a
 * mark (done, or failed) that the database did not take is never made again, those that wait are miscounted from then on, and
 * its end waits for them for ever. So another takes this one's place, on connections of its own, and nothing waits for this
 * one without a bound.
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
 * night. After all else that waits: a mail that could not be sent for weeks is to be given up, not purged.
 */
const crontab = '10 3 * * * purge-expired ?fill=1d&priority=10';

/** How long it waits for the last marks to be made, in milliseconds: graphile-worker may never be done. */
const lastMarksMs = 2_000;

/**
 * How long it waits for who still asks for a job while nobody has one, in milliseconds: their connections may hang, and while
 * the server starts graphile-worker asks but every few seconds, by and by every two minutes.
 */
const lastAskedMs = 500;

/** @throws where the database can't be reached */
export async function startRunner(options: {
  url: string;
  log: Logger;
  taskList: TaskList;
  /** How many jobs at once. */
  concurrency: number;
  /** Longest that an answer of the database may take, in milliseconds. */
  answerMs: number;
  /** Told each time it begins to take jobs: at first, and after trouble that passed. */
  onTaking(): void;
  onTrouble(error: unknown): void;
}): Promise<Runner> {
  const { url, log, taskList, concurrency, answerMs, onTaking, onTrouble } = options;
  // Two more than there are workers: for the listener, and for the clock.
  const { pool, close } = openConnections(url, log, { max: concurrency + 2, answerMs });
  const events: WorkerEvents = new EventEmitter();
  const [broken, fail] = signal<void>();
  const [quiet, hush] = signal<void>();
  const [free, empty] = signal<void>();
  const [atRest, settle] = signal<void>();
  const [stopped, letGo] = signal<null>();
  let id = '';
  let listener: pg.PoolClient | undefined;
  let isAnswered = false;
  let isResting = false;
  let refused: unknown;
  /** How many workers ask for a job at this moment, and how many have one. */
  let asking = 0;
  let inHand = 0;

  const look = () => {
    if (!isResting) return;
    if (asking === 0) hush();
    if (inHand === 0) empty();
    if (asking + inHand === 0) settle();
  };
  const rest = () => {
    isResting = true;
    look();
  };
  const breakOff = (error: unknown) => {
    rest();
    onTrouble(error);
    fail();
  };
  const isTaking = () => !isResting && isAnswered && listener !== undefined;
  const become = (change: () => void) => {
    const before = isTaking();
    change();
    if (isTaking() && !before) onTaking();
    look();
  };
  events.on('pool:create', ({ workerPool }) => {
    id = workerPool.id;
  });
  events.on('pool:listen:success', ({ client }) => {
    // Told before it is asked to listen; this, when that is answered.
    client.once('drain', () =>
      become(() => {
        listener = client;
      }),
    );
  });
  events.on('pool:listen:error', ({ error }) => breakOff(error));
  events.on('pool:fatalError', ({ error }) => breakOff(error));
  events.on('worker:getJob:start', () => {
    asking += 1;
  });
  events.on('worker:getJob:empty', () =>
    become(() => {
      asking -= 1;
      isAnswered = true;
    }),
  );
  events.on('worker:getJob:error', ({ error }) => {
    asking -= 1;
    // Refused, for a full disk say, is refused: it is asked again in a second. But that it could not be told the ids of its
    // tasks, graphile-worker says again for ever.
    if (error instanceof pg.DatabaseError && error.severity === 'ERROR' && error !== refused) {
      refused = error;
      isAnswered = false;
      onTrouble(error);
      look();
      return;
    }
    // A job may have been given to us by an answer that never came. Only once all of this runner's are set free, it is.
    breakOff(error);
  });
  events.on('job:start', () =>
    become(() => {
      asking -= 1;
      inHand += 1;
      isAnswered = true;
    }),
  );
  events.on('job:complete', () => {
    inHand -= 1;
    look();
  });

  const runner = await run({
    pgPool: pool,
    taskList,
    crontab,
    concurrency,
    noHandleSignals: true,
    // A new job is told of by NOTIFY, at once; this is for those whose time comes.
    pollInterval: 1_000,
    logger: queueLogger(log),
    events,
    // Called before each look for a job, which waits for what it gives.
    forbiddenFlags: () => (isResting ? stopped : null),
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
    id,
    isTaking,
    broken,
    async probe() {
      if (!isResting) await listener?.query('select').catch(breakOff);
    },
    end() {
      ended ??= end();
      return ended;
    },
    atRest,
    drop: close,
  };
}

/** A promise, and what settles it. */
function signal<T>(): [Promise<T>, (value: T) => void] {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return [promise, settle];
}
