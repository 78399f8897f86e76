import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { hasTables, readSchemaState } from '../../../db/look/migrations.ts';
import { httpClient } from '../../lib/http-client.ts';
import { isLoopback } from '../../lib/net.ts';
import type { Keys } from '../../service/keys/derived.ts';
import type { Config } from '../config/config.ts';
import { presentKeys } from '../secret-key.ts';
import type { DoctorContext } from './check.ts';
import { type DatabaseLook, openToRead } from './open-database.ts';
import { readSettings } from './read-settings.ts';
import { askRunning } from './running-program.ts';

export interface DoctorOptions {
  /** The folder with package.json and `.env`; `.data` lies in it. Absolute. */
  root: string;
  /** The environment. */
  env: Record<string, string | undefined>;
  /** Asked for what DNS says; the system's, where it is not given. */
  resolver?: Resolver;
  clock?: () => Date;
}

/** How long one name server is waited for, in milliseconds, and how often each is asked. */
const dns = { timeout: 2_000, tries: 2 };

/**
 * What the checks look at.
 *
 * @returns it; the settings that could not be read; and what lets go of all that was opened
 */
export function openContext({
  root,
  env: given,
  resolver = new Resolver(dns),
  clock = () => new Date(),
}: DoctorOptions) {
  const { env, config, wrong, notes, notRead, isFileUnread } = readSettings(root, given);
  const dataDir = join(root, '.data');
  const isDatabaseRead = !notRead.has('DATABASE_URL');
  const opened = once(() => openToRead(config, dataDir));
  const unread: DatabaseLook = {
    is: 'unread',
    why: isFileUnread ? 'Whether DATABASE_URL is set is not known without .env.' : 'See the line about DATABASE_URL.',
  };
  const database = async () => (isDatabaseRead ? (await opened()).look : unread);
  const keys = once(async () => (notRead.has('SECRET_KEY') ? undefined : keysThere(config, dataDir)));
  const at: DoctorContext = {
    root,
    dataDir,
    env,
    config,
    wrongSettings: wrong,
    settingNotes: notes,
    database,
    tables: once(async () => {
      const { db } = await database();
      return db && hasTables(await readSchemaState(db)) ? db : undefined;
    }),
    app: once(async () => {
      const [{ db }, there] = [await database(), await keys()];
      return db && there && there !== 'none' ? { db, clock, ...there, publicUrl: config.publicUrl } : undefined;
    }),
    running: once(async () => (config.port === 0 ? undefined : askRunning(config, await keys(), clock()))),
    // As in the start: a program that works for its own machine may ask what listens there.
    http: httpClient({ home: isLoopback(config.publicUrl) || !(config.slack || config.teams) }),
    resolver,
    clock,
  };
  return {
    at,
    notRead,
    isFileUnread,
    close: async () => {
      if (opened.isBegun()) await (await opened()).close();
    },
  };
}

/** @returns nothing where they are in a file that can't be used; that is said by the check of it */
function keysThere(config: Config, dataDir: string): Keys | 'none' | undefined {
  try {
    return presentKeys(config, join(dataDir, 'secret-key')) ?? 'none';
  } catch {
    return undefined;
  }
}

/** The work is done at the first call, and its outcome is everyone's. */
function once<T>(work: () => Promise<T>): (() => Promise<T>) & { isBegun(): boolean } {
  let begun: Promise<T> | undefined;
  const call = () => {
    begun ??= work();
    return begun;
  };
  return Object.assign(call, { isBegun: () => begun !== undefined });
}
