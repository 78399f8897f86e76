import { setTimeout as delay } from 'node:timers/promises';
import type { Task, TaskList } from 'graphile-worker';
import type { Logger } from 'pino';
import { tryWriting } from '../../db/try-writing.ts';
import { harmlessLine } from '../lib/harmless-error.ts';
import { signal } from '../lib/signal.ts';
import { within } from '../lib/timeout.ts';
import type { App } from '../service/context.ts';
import { warnOfEnds } from '../service/directory/warn.ts';
import type { Jobs } from '../service/jobs.ts';
import { daysAgo } from '../service/purge.ts';
import { purgeExpired } from '../service/purge-expired.ts';
import { queueDigests } from '../service/usage/digest.ts';
import { purgeLateAnswers } from '../service/workspaces/late-answers.ts';
import { NotNow } from '../ui/chat.ts';
import { type Keep, usualKeep } from '../words/keep.ts';
import type { ByTheClock } from './kinds.ts';
import { notBefore } from './not-before.ts';
import { openPulse } from './pulse.ts';
import { purgeJobs } from './purge-jobs.ts';
import { type Runner, startRunner } from './runner.ts';

/**
 * What carries out each kind of job. One that throws is tried again later. One that does a thing after the other begins none once
 * it is to stop: what is then in hand past the queue's end is not known to be done.
 */
export type Tasks = { [T in keyof Jobs]?: (payload: Jobs[T], stop: AbortSignal) => Promise<void> };

export interface Queue {
  /** Whether jobs are being taken: the database answered lately, and tells of new ones. */
  healthy(): boolean;
  /** Takes nothing new and waits for what was taken, but no longer than this; the rest is tried again by another start. */
  stop(withinMs: number): Promise<void>;
}

/**
 * A job that was carried out here.
 *
 * - `later`: what it asks for wants to be asked later
 * - `failed`: it is tried again, or was for the last time
 */
export interface JobRun {
  task: string;
  outcome: 'done' | 'later' | 'failed';
  /** How long it took, in milliseconds. */
  ms: number;
}

interface Options {
  /** A PostgreSQL URL whose user owns the queue's tables. */
  url: string;
  app: App;
  log: Logger;
  tasks: Tasks;
  /** Told of each job that was carried out; nothing waits for it. */
  onJob?: (run: JobRun) => void;
  /** For how long what nobody waits for any more is kept. */
  keep?: Keep;
  /** How often jobs of copies that died, and jobs that wait too long for their next try, are looked for. */
  rescueEveryMs?: number;
  /** How long a copy must have been dead on end before its jobs are carried out by another. */
  deadAfterMs?: number;
  /**
   * Longest that an answer of the database may take, in milliseconds. What is asked is short: one that takes longer hangs, or
   * the connection does.
   */
  answerMs?: number;
}

/** Mails and sites wait for the network more than for the processor; a few sites that hang are to hold up no mail. */
const concurrency = 8;

/** How long a runner that broke may take to end what it has in hand before another begins beside it, in milliseconds. */
const besideAfterMs = 2_000;

/** How soon another is begun where the database could not be reached, in milliseconds… */
const againMs = 500;
/** …and where it could, but none takes jobs: each time later, up to this, since graphile-worker forgets none of them. */
const maxPauseMs = 5_000;

/** Begins to carry out jobs, as soon as they are added; goes on by itself after the database was away. */
export async function startQueue(options: Options): Promise<Queue> {
  const {
    url,
    app,
    log,
    tasks,
    onJob,
    keep: kept = usualKeep,
    rescueEveryMs = 2_500,
    deadAfterMs = 10_000,
    answerMs = 6_000,
  } = options;
  const purge: Task = (_, { withPgClient, abortSignal }) =>
    purgeExpired(
      app,
      kept,
      [purgeLateAnswers(app, log), purgeJobs(withPgClient, daysAgo(app.clock(), kept.days))],
      abortSignal,
    );
  const stopping = new AbortController();
  const clockTasks: Record<ByTheClock, Task> = {
    'purge-expired': purge,
    'warn-of-ends': () => warnOfEnds(app),
    'queue-digests': () => queueDigests(app),
  };
  const taskList = withoutValues({ ...stoppable(tasks, stopping.signal), ...clockTasks }, onJob);
  let isStopping = false;
  let isAway = false;
  let pauseMs = 0;
  const [taking, take] = signal();
  const onTaking = () => {
    if (isAway) {
      log.info('The queue carries out jobs again.');
      pulse.tryFailed();
    }
    isAway = false;
    pauseMs = 0;
    take();
  };
  const onTrouble = (error: unknown) => {
    if (isStopping) return;
    if (!isAway) log.warn(`The queue lost the database (${harmlessLine(error)}); it goes on as soon as it can.`);
    isAway = true;
  };
  const begin = () => startRunner({ url, log, taskList, concurrency, answerMs, onTaking, onTrouble });
  let current = await begin();
  const beside = () => current.probe();
  const pulse = openPulse({ url, log, everyMs: rescueEveryMs, deadAfterMs, answerMs, beside });
  const runners = new Set<Runner>();

  function keep(runner: Runner): Runner {
    runners.add(runner);
    pulse.add(runner.id);
    return runner;
  }
  async function end(runner: Runner): Promise<void> {
    await runner.end();
    runners.delete(runner);
    pulse.remove(runner.id);
  }
  async function beginAnew(): Promise<void> {
    for (; ; await delay(againMs, undefined, { ref: false })) {
      if (isStopping) return;
      try {
        // graphile-worker keeps something in memory of each runner that begins in vain.
        if ((await tryWriting(app.db)).readOnly) continue;
        current = keep(await begin());
        if (isStopping) await end(current);
        return;
      } catch (error) {
        log.debug({ err: error }, 'The queue could not begin anew yet.');
      }
    }
  }
  async function keepRunning(): Promise<void> {
    while (!isStopping) {
      await current.broken;
      if (isStopping) return;
      void end(current);
      await within(current.atRest, besideAfterMs);
      await delay(pauseMs, undefined, { ref: false });
      pauseMs = Math.min(pauseMs + againMs, maxPauseMs);
      await beginAnew();
    }
  }
  keep(current);
  void keepRunning();
  // "Ready" is said after this, and means that jobs are taken; but a start does not hang on it.
  await within(Promise.all([taking, pulse.begun]), 5_000);

  return {
    healthy: () => !isStopping && current.isTaking() && pulse.isFresh(),
    async stop(withinMs) {
      if (isStopping) return;
      isStopping = true;
      stopping.abort();
      const ended = Promise.all([...runners].map(end));
      if (!(await within(ended, withinMs))) {
        log.warn('The queue still had jobs in hand; they will be tried again.');
      }
      await Promise.all([...runners].map((runner) => runner.drop()));
      await within(pulse.close(), 1_500);
    },
  };
}

const stoppable = (tasks: Tasks, stop: AbortSignal): TaskList =>
  Object.fromEntries(
    Object.entries(tasks as Record<string, (payload: unknown, stop: AbortSignal) => Promise<void>>).map(
      ([name, task]): [string, Task] => [name, (payload) => task(payload, stop)],
    ),
  );

/**
 * Lets no task throw an error as it is: the queue keeps its message and says it, and a message may hold what it was about. What
 * a platform asks not to be asked for a while waits as long.
 */
function withoutValues(tasks: TaskList, onJob: Options['onJob'] = () => {}): TaskList {
  const wrapped: TaskList = {};
  for (const [name, task] of Object.entries(tasks)) {
    wrapped[name] = async (payload, helpers) => {
      const began = performance.now();
      const end = (outcome: JobRun['outcome']) => onJob({ task: name, outcome, ms: performance.now() - began });
      try {
        await task?.(payload, helpers);
        end('done');
      } catch (error) {
        end(error instanceof NotNow ? 'later' : 'failed');
        const waitMs = error instanceof NotNow ? error.retryAfterMs : undefined;
        if (waitMs !== undefined) await helpers.withPgClient((client) => notBefore(client, helpers.job.id, waitMs));
        throw new Error(harmlessLine(error), { cause: error });
      }
    };
  }
  return wrapped;
}
