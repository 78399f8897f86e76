import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { signal } from '../lib/signal.ts';

/** What the workers of one runner are at. */
export interface Workers {
  /** What they lock their jobs by. */
  id(): string;
  /** The connection by which they hear of new jobs. */
  listener(): pg.PoolClient | undefined;
  /** Whether they ask for jobs and are answered, and hear of new ones. */
  areTaking(): boolean;
  /** They are to ask for no more jobs. */
  rest(): void;
  areResting(): boolean;
  /** A connection failed them: they rest. */
  breakOff(error: unknown): void;
  readonly broken: Promise<void>;
  /** Settles when they rest and none asks for a job; then, when none has one; then, when both. */
  readonly quiet: Promise<void>;
  readonly free: Promise<void>;
  readonly atRest: Promise<void>;
}

export interface Listeners {
  /** Told each time that jobs begin to be taken: at first, and after trouble that passed. */
  onTaking(): void;
  onTrouble(error: unknown): void;
}

/** After a refusal no job for so long means that there is none, in milliseconds: a few times as long as between two looks. */
const calmMs = 3_000;

/** Counts by what graphile-worker tells of them. */
export function watchWorkers(events: WorkerEvents, { onTaking, onTrouble }: Listeners): Workers {
  const [broken, fail] = signal();
  const [quiet, hush] = signal();
  const [free, empty] = signal();
  const [atRest, settle] = signal();
  let id = '';
  let listener: pg.PoolClient | undefined;
  let isAnswered = false;
  let isResting = false;
  let refused: unknown;
  let refusedAt = Number.NEGATIVE_INFINITY;
  /** How many ask for a job at this moment, and how many have one. */
  let asking = 0;
  let inHand = 0;

  const areTaking = () => !isResting && isAnswered && listener !== undefined;
  const become = (change: () => void) => {
    const before = areTaking();
    change();
    if (areTaking() && !before) onTaking();
    if (!isResting) return;
    if (asking === 0) hush();
    if (inHand === 0) empty();
    if (asking + inHand === 0) settle();
  };
  const rest = () =>
    become(() => {
      isResting = true;
    });
  const breakOff = (error: unknown) => {
    rest();
    onTrouble(error);
    fail();
  };
  const answered = (hasJob: boolean) =>
    become(() => {
      asking -= 1;
      inHand += Number(hasJob);
      // While one is refused a job, the others, who pass over what it holds, find none.
      if (hasJob || performance.now() - refusedAt > calmMs) isAnswered = true;
    });

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
  events.on('worker:getJob:empty', () => answered(false));
  events.on('job:start', () => answered(true));
  events.on('job:complete', () =>
    become(() => {
      inHand -= 1;
    }),
  );
  events.on('worker:getJob:error', ({ error }) => {
    become(() => {
      asking -= 1;
      isAnswered = false;
    });
    const isRefused = error instanceof pg.DatabaseError && error.severity === 'ERROR';
    // What was refused, for a full disk say, was not done, and a second later is asked again. But a refusal to say which
    // numbers the tasks have graphile-worker keeps, and repeats for ever.
    if (isRefused && error !== refused) onTrouble(error);
    // Else a job may have been given to us by an answer that never came. It is free once all in our name is.
    else breakOff(error);
    refused = error;
    refusedAt = performance.now();
  });
  return {
    id: () => id,
    listener: () => listener,
    areTaking,
    rest,
    areResting: () => isResting,
    breakOff,
    broken,
    quiet,
    free,
    atRest,
  };
}
