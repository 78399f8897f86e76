import type pg from 'pg';
import type { Logger } from 'pino';
import { closePool, openPool } from '../../db/pool.ts';
import { signal } from '../lib/signal.ts';
import { queueName, saysSo } from './connections.ts';
import { findDead, freeJobs, keepTrying, sayAlive, sayDead, tryFailedNow } from './rescue.ts';

/** A connection by which other copies of the program know that this one lives, and this one knows which of them do not. */
export interface Pulse {
  /** From now on others know that this runner lives. */
  add(runnerId: string): void;
  /** The runner is no more: what it left is set free. */
  remove(runnerId: string): void;
  /** The database was away, and is back: jobs that failed are tried again. */
  tryFailed(): void;
  /** Whether the database answered lately. */
  isFresh(): boolean;
  /** Settles when the database answered for the first time. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

interface Options {
  url: string;
  log: Logger;
  /** How often it looks for jobs of those that died, and for those that wait too long for their next try. */
  everyMs: number;
  /**
   * How long a runner must have been dead on end before its jobs are set free. After a fall of the database nobody can say
   * that they live until they have connected anew.
   */
  deadAfterMs: number;
  /** Longest that an answer of the database may take, in milliseconds. */
  answerMs: number;
  /** What is looked at as often. */
  beside(): Promise<void>;
}

/** How soon it connects anew, in milliseconds. */
const againMs = 250;

export function openPulse({ url, log, everyMs, deadAfterMs, answerMs, beside }: Options): Pulse {
  const pool = openPool(url, {
    max: 1,
    name: queueName,
    answerMs,
    // Where this machine is gone without a word, its locks would linger and say that it lives.
    session: { idle_session_timeout: '60s' },
    onBreak: saysSo(log),
  });
  const living = new Set<string>();
  /** Runners of ours that are no more, whose jobs are not set free yet. */
  const former = new Set<string>();
  let client: pg.PoolClient | undefined;
  /** Those of whom this connection says that they live. */
  let said = new Set<string>();
  /** Since when others are dead, on end and on this connection. */
  let deadSince = new Map<string, number>();
  let answeredAt = Number.NEGATIVE_INFINITY;
  let isClosing = false;
  const [begun, begin] = signal();
  let wasAway = false;
  let isWoken = false;
  let wake = () => {};
  const hurry = () => {
    isWoken = true;
    wake();
  };

  async function connect(): Promise<pg.PoolClient> {
    const next = await pool.connect();
    next.once('error', () => {
      if (client === next) drop();
      hurry();
    });
    said = new Set();
    deadSince = new Map();
    client = next;
    return next;
  }
  function drop(): void {
    client?.release(true);
    client = undefined;
  }

  async function beat(): Promise<void> {
    const now = client ?? (await connect());
    for (const id of [...living].filter((id) => !said.has(id))) {
      await sayAlive(now, id);
      said.add(id);
    }
    const gone = [...former];
    await freeJobs(now, gone);
    for (const id of gone) {
      former.delete(id);
      if (said.delete(id)) await sayDead(now, id);
    }
    const dead = await findDead(now, [...living]);
    const at = performance.now();
    deadSince = new Map(dead.map((id) => [id, deadSince.get(id) ?? at]));
    await freeJobs(
      now,
      dead.filter((id) => at - (deadSince.get(id) ?? at) >= deadAfterMs),
    );
    await keepTrying(now);
    if (wasAway) await tryFailedNow(now);
    wasAway = false;
  }

  async function pause(ms: number): Promise<void> {
    if (!isWoken) {
      await new Promise<void>((resolve) => {
        const bell = setTimeout(resolve, ms).unref();
        wake = () => {
          clearTimeout(bell);
          resolve();
        };
      });
    }
    isWoken = false;
  }

  async function go(): Promise<void> {
    while (!isClosing) {
      let next = everyMs;
      try {
        await beat();
        await beside();
        answeredAt = performance.now();
        begin();
      } catch (error) {
        log.debug({ err: error }, 'The queue could not say that it lives.');
        drop();
        next = againMs;
      }
      await pause(next);
    }
    drop();
    await closePool(pool);
  }
  const done = go();

  return {
    add(id) {
      living.add(id);
      hurry();
    },
    remove(id) {
      living.delete(id);
      former.add(id);
      hurry();
    },
    tryFailed() {
      wasAway = true;
      hurry();
    },
    isFresh: () => performance.now() - answeredAt < everyMs + answerMs,
    begun,
    async close() {
      isClosing = true;
      hurry();
      await done;
    },
  };
}
