import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { within } from '../src/lib/timeout.ts';
import { readAddress } from './address.ts';

/** How often the connection is tried, in milliseconds: one that died silently looks like one on which nothing is told. */
const tryEveryMs = 400;
/** How long after a try all is taken for heard, in milliseconds. */
const trustMs = 1_000;
/** How long a try may take until the connection is given up, in milliseconds: on a busy machine it comes late. */
const answerMs = 3_000;
/** Pauses before a lost connection is made anew, in milliseconds: the first, and the longest. */
const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Longest that its end is waited for, in milliseconds. */
const closeMs = 1_000;

interface Options {
  url: string;
  /** A name without anything that SQL would want quoted. */
  channel: string;
  /** Called with each payload. */
  onMessage: (payload: string) => void;
  /** Called when it begins to listen, each time: what was told before may have been missed. */
  onBegin: () => void;
  /** Called when it could not begin, each time. */
  onFailure: (error: unknown) => void;
}

export interface Listener {
  /** Whether all that was told until a moment ago has been heard. */
  current(): boolean;
  close(): Promise<void>;
}

/**
 * Listens on a connection of its own, which is made anew when it is lost.
 *
 * @returns after the first try, whether or not the database was there
 */
export async function listen({ url, channel, onMessage, onBegin, onFailure }: Options): Promise<Listener> {
  const ended = new AbortController();
  let pause = firstPauseMs;
  let heardUntil = Number.NEGATIVE_INFINITY;
  let begun = () => {};
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });

  /** Ends when the connection does, or is not answered in time. */
  async function session(): Promise<void> {
    const client = new pg.Client({
      ...readAddress(url),
      application_name: 'staffroom-changes',
      connectionTimeoutMillis: 5_000,
      query_timeout: answerMs,
    });
    const broken = new AbortController();
    client.on('error', () => broken.abort());
    client.on('end', () => broken.abort());
    client.on('notification', ({ payload = '' }) => onMessage(payload));
    const over = AbortSignal.any([broken.signal, ended.signal]);
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      pause = firstPauseMs;
      onBegin();
      while (!over.aborted) {
        const asked = performance.now();
        // What was told before this was asked comes before its answer.
        await client.query('select 1');
        heardUntil = asked;
        begun();
        await delay(tryEveryMs, undefined, { signal: over, ref: false }).catch(() => {});
      }
    } finally {
      heardUntil = Number.NEGATIVE_INFINITY;
      await client.end().catch(() => {});
    }
  }

  async function keepListening(): Promise<void> {
    while (!ended.signal.aborted) {
      await session().catch(onFailure);
      begun();
      await delay(pause, undefined, { signal: ended.signal, ref: false }).catch(() => {});
      pause = Math.min(2 * pause, longestPauseMs);
    }
  }

  const over = keepListening();
  await first;
  return {
    current: () => performance.now() - heardUntil < trustMs,
    async close() {
      ended.abort();
      // One that is just being made may hang.
      await within(over, closeMs);
    },
  };
}
