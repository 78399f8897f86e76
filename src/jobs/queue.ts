import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import { harmlessLine } from '../lib/harmless-error.ts';
import type { App } from '../service/context.ts';
import type { Jobs } from '../service/jobs.ts';
import { purgeExpired } from '../service/purge-expired.ts';
import { queueLogger } from './queue-logger.ts';
import { type Listener, rescueJobs, sayAlive } from './rescue.ts';

/** What carries out each kind of job. One that throws is tried again later. */
export type Tasks = { [T in keyof Jobs]?: (payload: Jobs[T]) => Promise<void> };

export interface Queue {
  /** Whether jobs are being taken: the database is there and tells of new ones. */
  healthy(): boolean;
  /** Takes nothing new and waits for what was taken, but no longer than this; the rest is tried again by another start. */
  stop(withinMs: number): Promise<void>;
}

interface Options {
  /** A PostgreSQL URL whose user owns the queue's tables. */
  url: string;
  app: App;
  log: Logger;
  tasks: Tasks;
  /** How often jobs of copies that died, and jobs that wait too long for their next try, are looked for. */
  rescueEveryMs?: number;
  /** How long another copy that has just started has to say that it lives. */
  newcomersMs?: number;
}

/** Mails and sites wait for the network more than for the processor; a few sites that hang are to hold up no mail. */
const concurrency = 8;

/** What the database calls the queue's connections: by it other copies are known. */
export const queueName = 'staffroom-queue';

/** Every night at ten past three, by UTC. */
const crontab = '10 3 * * * purge-expired';

/** Begins to carry out jobs, as soon as they are added; goes on by itself after the database was away. */
export async function startQueue(options: Options): Promise<Queue> {
  const { url, app, log, tasks, rescueEveryMs = 2_500, newcomersMs = 10_000 } = options;
  const pool = openPool(url, log);
  const events: WorkerEvents = new EventEmitter();
  const taskList = withoutValues({ ...tasks, 'purge-expired': () => purgeExpired(app) } as TaskList);
  let listener: Listener | null = null;
  let stopping = false;
  let runner: Runner | undefined;

  events.on('pool:listen:success', ({ client, workerPool }) => {
    listener = { client, poolId: workerPool.id };
  });
  events.on('pool:listen:error', () => {
    listener = null;
  });
  events.on('pool:listen:release', () => {
    listener = null;
  });

  // A job may have been given to us by an answer that never came. Under a new name the queue finds it among the jobs of the
  // dead; under this one nobody would.
  events.on('worker:getJob:error', () => {
    if (!stopping) runner?.stop().catch(() => {});
  });

  const start = () =>
    run({
      pgPool: pool,
      taskList,
      crontab,
      concurrency,
      noHandleSignals: true,
      // A new job is told of by NOTIFY, at once; this is for those whose time comes.
      pollInterval: 1_000,
      logger: queueLogger(log),
      events,
      // Marked as done or failed in batches, because only a batch is tried again when the database drops the connection at
      // that moment: without, the rejection is nobody's and ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });

  const listening = new Promise<void>((resolve) => events.once('pool:listen:success', () => resolve()));
  try {
    runner = await start();
  } catch (error) {
    await pool.end();
    throw error;
  }
  // "Ready" is said after this, and means that jobs are taken; but a start does not hang on it.
  await Promise.race([listening, delay(5_000, undefined, { ref: false })]);
  const ended = keepRunning();

  /** Starts anew when the runner gave up, which it does when the database stays away. */
  async function keepRunning(): Promise<void> {
    while (!stopping) {
      await runner?.promise.catch((error) => log.error({ err: error }, 'The queue broke off.'));
      listener = null;
      while (!stopping) {
        await delay(1_000);
        try {
          if (!stopping) runner = await start();
          break;
        } catch (error) {
          log.warn({ err: error }, 'The queue could not start again yet.');
        }
      }
    }
  }

  let said: Listener | null = null;
  let rescuing = false;
  const rescue = setInterval(async () => {
    const current = listener;
    if (!current || rescuing) return;
    rescuing = true;
    try {
      if (said !== current) await sayAlive(current);
      said = current;
      await rescueJobs(current, newcomersMs);
    } catch (error) {
      log.debug({ err: error }, 'The queue could not look for jobs to rescue.');
    } finally {
      rescuing = false;
    }
  }, rescueEveryMs);
  rescue.unref();

  return {
    healthy: () => listener !== null,
    async stop(withinMs) {
      if (stopping) return;
      stopping = true;
      clearInterval(rescue);
      const stopped = (runner?.stop() ?? Promise.resolve()).then(
        () => true,
        () => true,
      );
      if (!(await Promise.race([stopped, delay(withinMs, false, { ref: false })]))) {
        log.warn('The queue still had jobs in hand; they will be tried again.');
        await Promise.race([runner?.kill().catch(() => {}), delay(1_500, undefined, { ref: false })]);
      }
      await Promise.race([ended.then(() => pool.end()), delay(1_500, undefined, { ref: false })]);
    },
  };
}

/**
 * The queue's connections. Its own pool would do, but that one drops its listeners while it closes, and an error that comes
 * in just then (the database is going away, which may be why it closes) would end the process.
 */
function openPool(url: string, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: concurrency + 2,
    connectionTimeoutMillis: 5_000,
    application_name: queueName,
  });
  const say = (error: Error) => log.debug({ err: error }, 'A connection of the queue ended.');
  pool.on('error', say);
  pool.on('connect', (client) => {
    client.on('error', say);
    releasedOnce(client);
  });
  return pool;
}

/**
 * Lets a connection be given back twice. The queue does so when its connection breaks while it begins to listen; the pool
 * throws at the second time, which nobody catches and which would end the process.
 */
function releasedOnce(client: pg.PoolClient): void {
  let release: pg.PoolClient['release'] = () => {};
  Object.defineProperty(client, 'release', {
    get: () => release,
    // The pool sets it anew for each one that it gives the connection to.
    set(give: pg.PoolClient['release']) {
      let isBack = false;
      release = (error) => {
        if (isBack) return;
        isBack = true;
        give(error);
      };
    },
  });
}

/** Lets no task throw an error as it is: the queue keeps its message and says it, and a message may hold what it was about. */
function withoutValues(tasks: TaskList): TaskList {
  const wrapped: TaskList = {};
  for (const [name, task] of Object.entries(tasks)) {
    wrapped[name] = async (payload, helpers) => {
      try {
        await task?.(payload, helpers);
      } catch (error) {
        throw new Error(harmlessLine(error), { cause: error });
      }
    };
  }
  return wrapped;
}
