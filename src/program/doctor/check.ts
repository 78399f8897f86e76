import type { Resolver } from 'node:dns/promises';
import type { HttpClient } from '../../lib/http-client.ts';
import type { App, Db } from '../../service/context.ts';
import type { Config } from '../config/config.ts';
import type { DatabaseLook } from './open-database.ts';
import type { RunningProgram } from './running-program.ts';

/**
 * - `good`: it is as it should be
 * - `note`: it works, and one should know it
 * - `wrong`: something does not work, or will soon not
 * - `unknown`: it could not be looked at
 */
export type Mark = 'good' | 'note' | 'wrong' | 'unknown';

/** What was found about one thing. */
export interface Finding {
  /** One or two words that stay the same from run to run, such as `database` or `mail server`. */
  about: string;
  is: Mark;
  /** A sentence, without anything secret. */
  says: string;
  /** What to do about it, in sentences. */
  todo?: string;
}

/** What the checks look at. All of it is read, and nothing changed. */
export interface DoctorContext {
  /** The folder with package.json and `.env`. Absolute. */
  root: string;
  /** Where the embedded database and all else that is kept lies; it may not be there. Absolute. */
  dataDir: string;
  /** What `.env` says, and over it the environment; empty of `.env` where that can't be read. */
  env: Record<string, string | undefined>;
  /** What could be read of the settings: one that is wrong is as if it were not there (see `Check.needs`). */
  config: Config;
  /** A line for each setting that is wrong or missing, as the start says them. */
  wrongSettings: readonly string[];
  /** A line for each that may not be what was meant. */
  settingNotes: readonly string[];
  /** The database, to read from; opened once, at the first call. Never throws. */
  database(): Promise<DatabaseLook>;
  /** The database, where it has Staffroom's tables: before the first start there are none. */
  tables(): Promise<Db | undefined>;
  /** What use cases that read stand on; nothing where the database or its key is not there. */
  app(): Promise<App<Db> | undefined>;
  /** The Staffroom that answers at HOST and PORT, or whatever does; nothing where nothing does. Asked once. */
  running(): Promise<RunningProgram | undefined>;
  /** As the program asks sites and platforms. */
  http: HttpClient;
  resolver: Resolver;
  /** Now, as this machine says. */
  clock: () => Date;
}

/** Looks at one thing, or at a few that belong together. */
export interface Check {
  /** What is said of it where it takes too long, or breaks. */
  about: string;
  /** Settings without which there is nothing to look at: where one of them is wrong or missing, that is said instead. */
  needs?: readonly string[];
  /** How long it may take, in milliseconds; 10 seconds where it is not said. */
  limitMs?: number;
  /** @param signal aborts when its time is over. @returns nothing where there is nothing of this kind to look at */
  look(at: DoctorContext, signal: AbortSignal): Promise<Finding[]>;
}
