import { rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, nativeFolder, prepareBinaries } from './binaries.ts';
import { type ClusterOptions, ensureCluster, readPassword } from './cluster.ts';
import { type Hold, takeHold } from './hold.ts';
import { dropPlace, findPlace, makePlace, type Place } from './place.ts';
import { findPostmaster, type Postmaster } from './postmaster.ts';
import { launch, shutDown } from './server.ts';
import { sweep, tempName } from './temp.ts';

export interface EmbeddedPostgres {
  /** Of the database, as its superuser. The port differs from start to start. */
  url: string;
  /** Lets go: stops the server if nobody else uses it. Resolves within seconds; may be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder for the cluster, e.g. `<project>/.data/postgres`. When we are root it may become a link: see place.ts. */
  dir: string;
  /** False trades safety for speed, for tests: a crash of the machine may lose everything. */
  durable?: boolean;
  /** Created if missing. Small letters, digits, `_` and `-` only: not every client decodes a URL's path. */
  database?: string;
  log?: (line: string) => void;
  /** Calls the start off: no server is left that nobody else uses. */
  signal?: AbortSignal;
}

/** How long a server may take to become ready or to go away: it may have to recover from a crash first. */
const patienceMs = 60_000;

/**
 * Starts PostgreSQL on a folder, or joins the server that runs there already: one that another Staffroom uses, or one
 * whose Staffroom was killed.
 *
 * No lock of ours guards the start. A cluster appears by one rename, a server takes the folder by PostgreSQL's own
 * postmaster.pid: who comes second uses what the first made, and nothing that a killed process leaves can block.
 *
 * @throws one plain sentence where a person can mend it: no program for this system, no way to run as root, data of
 *   another major version, files that are missing or another user's
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dir, durable = true, database = 'staffroom', log = () => {}, signal } = options;
  if (!/^[a-z0-9_-]+$/.test(database)) throw new Error(`not a name for a database: ${database}`);
  return inPlainWords(dir, async () => {
    const place = await makePlace(dir, log);
    await sweep(place.home);
    const binaries = await prepareBinaries(nativeFolder(), place.spare, place.account);
    const hold = await joinServer(place, binaries, { durable, log, signal });
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= letGo(place, hold, log).then(() => {});
      return stopped;
    };
    try {
      signal?.throwIfAborted();
      await createDatabase(hold, database);
    } catch (error) {
      await stop();
      throw error;
    }
    return { url: hold.url(database), stop };
  });
}

/**
 * Removes an embedded cluster, wherever it really is, after stopping a server that a killed Staffroom left. Does nothing
 * where there is none. A copy of PostgreSQL's programs stays.
 *
 * @param dir the folder that `startEmbedded` was given
 * @throws one plain sentence when a live Staffroom uses it, or its files are another user's
 */
export async function removeEmbedded(dir: string): Promise<void> {
  return inPlainWords(dir, async () => {
    const place = await findPlace(dir);
    if (place) {
      await stopUnused(place);
      // Gone at once, so that a start that comes between makes a fresh one.
      const gone = tempName(place.home);
      await rename(place.cluster, gone).catch(ignoreMissing);
      await rm(gone, { recursive: true, force: true });
      await rm(place.log, { force: true });
      await sweep(place.home);
    }
    await dropPlace(dir);
  });
}

interface JoinOptions extends ClusterOptions {
  signal: AbortSignal | undefined;
}

async function joinServer(place: Place, binaries: Binaries, options: JoinOptions): Promise<Hold> {
  const { durable, signal } = options;
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    await ensureCluster(place, binaries, options);
    signal?.throwIfAborted();
    // Before the launch: no server is left behind that nobody can talk to.
    const password = await readPassword(place);
    if (!(await findPostmaster(place.data))) await launch(place, binaries, { durable, deadline, signal });
    const server = await findPostmaster(place.data);
    const hold = server?.ready ? await takeHold(server, password) : undefined;
    if (hold) return hold;
    await sleep(50);
  }
  throw await unresponsive(place);
}

async function stopUnused(place: Place): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let server = await findPostmaster(place.data); server; server = await findPostmaster(place.data)) {
    if (Date.now() > deadline) throw await unresponsive(place);
    const hold = server.ready ? await holdUnlessLockedOut(place, server) : undefined;
    if (!hold) await sleep(50);
    else if ((await letGo(place, hold)) === 'shared') {
      throw new Error(`Another Staffroom uses the database in ${place.home}: stop that one first, then start again.`);
    }
  }
}

async function holdUnlessLockedOut(place: Place, server: Postmaster): Promise<Hold | undefined> {
  try {
    return await takeHold(server, await readPassword(place));
  } catch (error) {
    throw new Error(
      `PostgreSQL (process ${server.pid}) runs in ${place.home} and does not let Staffroom in, so that it can't be known whether it is in use: end that process, then start again.`,
      { cause: error },
    );
  }
}

/** Lets go of the server, and stops it if nobody else holds it. Tells how it stood. */
async function letGo(place: Place, hold: Hold, log?: (line: string) => void): ReturnType<Hold['release']> {
  try {
    const state = await hold.release();
    if (state === 'alone' && !(await shutDown(place))) {
      log?.(`PostgreSQL in ${place.home} takes long to stop, and will end by itself`);
    }
    return state;
  } finally {
    await hold.close();
  }
}

async function createDatabase({ sql }: Hold, name: string): Promise<void> {
  const found = await sql`select from pg_database where datname = ${name}`;
  if (found.length > 0) return;
  // Another Staffroom may be at the same: "duplicate database", or the unique index of names.
  await sql`create database ${sql(name)}`.catch((error: { code?: string }) => {
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}

async function unresponsive(place: Place): Promise<Error> {
  const server = await findPostmaster(place.data);
  const which = server ? ` (process ${server.pid})` : '';
  return new Error(
    `The embedded PostgreSQL in ${place.home}${which} does not answer after ${patienceMs / 1000} seconds: read ${place.log}, end the process if it does nothing, and start again.`,
  );
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Says what a refusal of the system means here. Other errors pass as they are. */
async function inPlainWords<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path = dir } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new Error(
        `Staffroom may not use ${path}, where its database belongs (${code}): start it as the user who owns that folder, or make the folder yours (chown -R).`,
        { cause: error },
      );
    }
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new Error(`${path} is in the way of the embedded PostgreSQL: remove or rename it, and start again.`, {
        cause: error,
      });
    }
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new Error(`The disk that holds ${path} is full: free some space and start again.`, { cause: error });
    }
    throw error;
  }
}
