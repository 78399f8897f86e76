import { setTimeout as delay } from 'node:timers/promises';
import { NotNow, Refused, ShutOut, Unreachable, Unsure } from '../../src/ui/chat.ts';

/**
 * What a failed call to a platform means; each adapter has one table that tells it by the platform's own answers.
 *
 * - `gone`: nothing arrives there, however often it is tried: a person or a channel is there no more
 * - `shut-out`: nothing of ours is taken in that workspace, whomever it is for, until someone mends it: we are not installed, our
 *   token is no good, a right is missing
 * - `refused`: this call is, and would be again; another may not be
 * - `not-now`: it was surely not taken, and may be later
 * - `unsure`: it may have been taken, since the answer got lost
 */
export type FailureKind = 'gone' | 'shut-out' | 'refused' | 'not-now' | 'unsure';

/** A platform did not do what it was asked. */
export class PlatformError extends Error {
  readonly kind: FailureKind;
  /** How long it asks to be let be, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Done twice it is the same as done once. */
  readonly mayRepeat: boolean;
  /** How many parts of the same answer are there already. */
  there = 0;
  constructor(message: string, kind: FailureKind, retryAfterMs?: number, mayRepeat = false) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.mayRepeat = mayRepeat;
  }
  /** Whether it was asked too often. */
  get isRateLimited(): boolean {
    return false;
  }
}

export const isKind = (error: unknown, ...kinds: FailureKind[]): boolean =>
  error instanceof PlatformError && kinds.includes(error.kind);

/** What a connection says that was never made, so that nothing went out by it. */
const neverMade = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What it means that there was no answer at all, by the codes of the error and of what caused it. */
export const kindOfSilence = (codes: unknown[]): FailureKind =>
  codes.some((code) => typeof code === 'string' && (neverMade.has(code) || /CERT|TLS|SSL/.test(code)))
    ? 'not-now'
    : 'unsure';

/** What a failed call means that shows nobody anything and changes nothing by being made twice: it may simply be made again. */
export const kindOfRepeatable = (kind: FailureKind): FailureKind => (kind === 'unsure' ? 'not-now' : kind);

/** How long a call is tried, in milliseconds. */
export interface RetryPolicy {
  /** Longest that one try may take. */
  tryMs: number;
  /** Longest that all may take, what the platform asks for included. */
  totalMs: number;
  /** The first pause; each is twice as long as the one before. */
  pauseMs: number;
}

/** For jobs: nobody looks, and they are tried again by the queue. */
export const byQueue = ({ tryMs, totalMs, pauseMs }: RetryPolicy): RetryPolicy => ({
  tryMs: 2 * tryMs,
  totalMs: totalMs / 5,
  pauseMs,
});

const mayHelp = ({ kind, mayRepeat }: PlatformError) => kind === 'not-now' || (kind === 'unsure' && mayRepeat);

/** Tries it again while that may help and there is time. @throws whatever the last try does */
export async function withRetries<T>({ totalMs, pauseMs }: RetryPolicy, run: () => Promise<T>): Promise<T> {
  const until = performance.now() + totalMs;
  for (let pause = pauseMs; ; pause *= 2) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof PlatformError) || !mayHelp(error)) throw error;
      const wait = Math.max(pause, error.retryAfterMs ?? 0);
      if (performance.now() + wait > until) throw error;
      await delay(wait);
    }
  }
}

/**
 * Sends the parts of an answer one after the other.
 *
 * @param there how many of them are there already: they are not sent again
 * @param onPart hears how many are there, as long as some are not
 * @throws PlatformError with how many are there
 */
export async function inOrder(
  sends: (() => Promise<unknown>)[],
  there = 0,
  onPart: (there: number) => Promise<void> = async () => {},
): Promise<void> {
  for (const [index, send] of sends.entries()) {
    if (index < there) continue;
    try {
      await send();
    } catch (error) {
      if (error instanceof PlatformError) error.there = index;
      throw error;
    }
    if (index + 1 < sends.length) await onPart(index + 1);
  }
}

/**
 * What jobs are told of a platform's failure, in no platform's words.
 *
 * @throws Unreachable, ShutOut, NotNow, Unsure, Refused, or what it threw
 */
export async function neutrally<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.kind === 'gone') throw new Unreachable(error.message);
    if (error.kind === 'shut-out') throw new ShutOut(error.message);
    if (error.kind === 'not-now') throw new NotNow(error.message, error.retryAfterMs);
    if (error.kind === 'unsure') throw new Unsure(error.message);
    throw new Refused(error.message);
  }
}
