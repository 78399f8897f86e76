import type { Platform } from '../words/platforms.ts';
import type { Event, Reply } from './inbound.ts';

/**
 * What an interaction was answered with.
 *
 * - `answered`: with what was asked for, or with the question whether it is to be done
 * - `form`: with a form, for what is missing or wrong
 * - `refused`: with what stands in the way
 * - `not_understood`: with the nearest commands
 * - `unavailable`: with "try again": the database was away, or it took too long
 * - `broken`: with the number of a bug
 */
type Outcome = 'answered' | 'form' | 'refused' | 'not_understood' | 'unavailable' | 'broken';

/** What is noted of an interaction while it is handled. It names nobody. */
export interface Noted {
  /** The command that was meant, once it is known. */
  verb?: string;
  outcome?: Outcome;
}

/** An interaction that was answered, for whoever counts them. */
export interface Handled {
  chat: Platform;
  by: Event['type'];
  /** `none` where no command was meant, or nobody may know of it. */
  verb: string;
  outcome: Outcome;
  /** How long it took until what to answer was known, in milliseconds. */
  ms: number;
}

/** What replies come to, where nothing else was noted. */
export const outcomeOf = (replies: Reply[]): Outcome =>
  replies.some(({ kind }) => kind === 'form') ? 'form' : 'answered';
