import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { checkSession, connect } from '../../db/connect.ts';
import { exists } from '../../db/embedded/exists.ts';
import { type Logins, makeLogins, retireLogins } from '../../db/logins.ts';
import { migrate } from '../../db/migrate.ts';
import { reach } from '../../db/reach.ts';
import { refusePooler } from '../../db/refuse-pooler.ts';
import { harmlessLine } from '../lib/harmless-error.ts';
import { hasOwnSchool } from '../service/centre/first.ts';
import type { Config } from './config/config.ts';
import { isUnverified } from './config/unencrypted.ts';
import { inWords } from './database-problem.ts';
import { whyMoved } from './moved.ts';
import { makePrivate } from './private-files.ts';
import type { Shutdown } from './shutdown.ts';

export type Database = Awaited<ReturnType<typeof openDatabase>>;

/** As many connections as one copy holds: the pool 10, the inbox 2, the queue 10 and one that says it lives, the listener 1. */
const connectionsAlways = 24;
/** And for what `/metrics` tells of the database, where it does: one of people's user, one of the queue's. */
const connectionsForMetrics = 2;

/** As many connections as one copy holds with these settings. */
export const connectionsHeld = ({ metricsToken }: Pick<Config, 'metricsToken'>): number =>
  connectionsAlways + (metricsToken ? connectionsForMetrics : 0);

interface Options {
  config: Config;
  log: Logger;
  /** Asked once `dataDir` is what it will be. */
  secretKey: () => Buffer;
  dataDir: string;
  /** Starts over: everything kept in `dataDir` is deleted. */
  fresh: boolean | undefined;
  ends: Shutdown;
  /** Calls it off. */
  signal: AbortSignal;
  /** Told where an embedded one is gone for good: an error with a sentence. */
  onLost: (error: Error) => void;
  /** Told of each statement that fails. */
  onFailure?: (error: unknown) => void;
}

/**
 * The database that the settings name, or the embedded one: asked whether it can be worked with, and brought to the newest
 * schema.
 *
 * @returns how it is reached, and the program's pool
 * @throws Error with a sentence that says what to do, where a person can mend it
 */
export async function openDatabase({
  config,
  log,
  secretKey,
  dataDir,
  fresh,
  ends,
  signal,
  onLost,
  onFailure,
}: Options) {
  const dir = join(dataDir, 'postgres');
  if (fresh) await startOver(config, dataDir);
  const moved = config.databaseUrl ? undefined : whyMoved(dataDir);
  if (moved) throw new Error(moved);
  const url = config.databaseUrl
    ? await reached(config.databaseUrl, connectionsHeld(config))
    : await embedded(dir, { log, ends, signal, onLost });
  if (config.databaseUrl && isUnverified(url)) log.warn(unverified);
  signal.throwIfAborted();
  const embeddedDir = config.databaseUrl ? undefined : dir;
  const said = (error: unknown) => {
    throw inWords(error, embeddedDir);
  };
  await migrate(url).catch(said);
  signal.throwIfAborted();
  const key = secretKey();
  const logins = await makeLogins(url, key).catch(said);
  if (logins.without) log.warn(withoutLock[logins.without]);
  signal.throwIfAborted();
  const { db, close, breakOff } = connect(logins.app, { ...logins, ...(onFailure && { onFailure }) });
  ends.add(close);
  await checkSession(db, logins).catch(said);
  return {
    logins,
    db,
    breakOff,
    /** The key is the right one: those of before are done with. */
    retireLogins: () => retireLogins(url, key),
    /** What failed at the database later in the start, as a line for the one who set it. */
    explain: (error: unknown) => inWords(error, embeddedDir),
  };
}

export const unverified =
  'DATABASE_URL: the connection is encrypted, but whoever answers there is taken for your database. Use sslmode=verify-full, with sslrootcert= where your own authority signed its certificate.';

/** What it means that the owner of the tables signs in. */
export const withoutLock: Record<NonNullable<Logins['without']>, string> = {
  'may not make roles':
    'DATABASE_URL: this user may not make roles, so Staffroom works as the owner of its tables. Triggers alone protect the audit trail then, and whoever got SQL of their own through to the database could turn them off. Give the user CREATEROLE, and start again.',
  'lets in no other':
    'DATABASE_URL: this database, or a pooler before it, does not let in the users that Staffroom made for itself (staffroom_app_…, staffroom_queue_…). So it signs in as the owner of its tables and only takes on the lesser role: whoever got SQL of their own through to the database could put that off. Let them in, by pg_hba.conf or the pooler’s auth_query, and start again.',
};

/**
 * Asks whether it is a PostgreSQL that answers, and whether what is set on a connection holds there.
 *
 * @param connections how many are about to be held at once
 * @returns the address with nothing left open
 * @throws Error with a sentence that names the setting
 */
export async function reached(databaseUrl: string, connections: number): Promise<string> {
  try {
    const url = await reach(databaseUrl);
    await refusePooler(url, connections);
    return url;
  } catch (error) {
    const said = inWords(error);
    if (said instanceof Error && said.message.startsWith('DATABASE_URL')) throw said;
    throw new Error(
      `DATABASE_URL: no connection could be made (${harmlessLine(error)}). Check the address, and what answers there.`,
    );
  }
}

/** Of no use where the settings name a database. */
const loadEmbedded = () => import('../../db/embedded/embedded.ts');

async function embedded(
  dir: string,
  { log, ends, signal, onLost }: Pick<Options, 'log' | 'ends' | 'signal' | 'onLost'>,
): Promise<string> {
  const { startEmbedded } = await loadEmbedded();
  const server = await startEmbedded({
    dir,
    log: (line) => log.debug(line),
    onRevive: () => log.warn('The embedded PostgreSQL had ended by itself, and was started again.'),
    onLost,
    signal,
  });
  // It is a process of its own, and would go on without us.
  ends.add(() => server.stop(), { always: true });
  return server.url;
}

async function startOver(config: Config, dataDir: string): Promise<void> {
  if (config.databaseUrl) {
    throw new Error(
      '--fresh: only the embedded database can be started over. Take DATABASE_URL out, or empty that database yourself.',
    );
  }
  const dir = join(dataDir, 'postgres');
  if (await hasSchoolIn(dir)) {
    throw new Error(
      `--fresh: a school is kept here, and would be deleted with all its people. Where that is meant: npm run backup, then delete ${dataDir} yourself, and start without --fresh.`,
    );
  }
  const { removeEmbedded } = await loadEmbedded();
  await removeEmbedded(dir);
  await rm(dataDir, { recursive: true, force: true });
  await makePrivate(dataDir);
}

/**
 * Whether the embedded database has more than the playground's samples.
 *
 * @throws Error with a sentence, where that can't be told
 */
async function hasSchoolIn(dir: string): Promise<boolean> {
  if (!(await exists(dir))) return false;
  const { startEmbedded } = await loadEmbedded();
  const server = await startEmbedded({ dir });
  const { db, close } = connect(server.url, { max: 1 });
  try {
    return await hasOwnSchool(db);
  } finally {
    await close();
    await server.stop();
  }
}
