import type { Logger } from 'pino';
import type { Clock } from '../service/context.ts';
import type { Config } from './config/config.ts';

/** What a start is told. */
export interface StartOptions {
  config: Config;
  log: Logger;
  /** Where the embedded database and all else that is kept lies. */
  dataDir: string;
  /** Starts over: everything kept in `dataDir` is deleted. */
  fresh?: boolean;
  clock?: Clock;
  /** How long what people did is left to a copy that had it in hand and may have died, in milliseconds. */
  leaseMs?: number;
  /**
   * Calls the start off: what was begun is ended, and `start` throws. Of what has started it says that it is about to stop:
   * `/readyz` gives 503, and requests are served until `Running.stop`.
   */
  stop?: AbortSignal;
  /** Ends at once what is there, the start or the stop under way included; only the database is waited for. */
  hurry?: AbortSignal;
  /** How long what was taken is waited for at the end, in milliseconds, before people are told that it did not finish. */
  takenMs?: number;
}

/** The same, with what holds where nothing is said. */
export type Told = StartOptions & Required<Pick<StartOptions, 'clock' | 'stop' | 'hurry'>>;
