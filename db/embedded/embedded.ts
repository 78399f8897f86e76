import { rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, nativeFolder, prepareBinaries } from './binaries.ts';
import { type ClusterOptions, ensureCluster, readPassword } from './cluster.ts';
import { type Folders, findFolders, makeFolders, removeFolders } from './folders.ts';
import { findPostmaster, type Postmaster } from './postmaster.ts';
import { startServer, stopServer } from './server.ts';
import { acquireShare, type Share } from './share.ts';
import { removeLeftovers, temporaryName } from './temporary.ts';

export interface EmbeddedPostgres {
  /** Of the database, as its superuser. The port differs from start to start. */
  url: string;
  /** Lets go: stops the server if nobody else uses it. Resolves within seconds; may be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder for the cluster, e.g. `<project>/.data/postgres`. When we are root it may become a link: see folders.ts. */
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
const timeoutMs = 60_000;

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
    const folders = await makeFolders(dir, log);
    await removeLeftovers(folders.home);
    const binaries = await prepareBinaries(nativeFolder(), folders.binariesCopy, folders.account);
    const share = await joinServer(folders, binaries, { durable, log, signal });
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= release(folders, share, log).then(() => {});
      return stopped;
    };
    try {
      signal?.throwIfAborted();
      await createDatabase(share, database);
    } catch (error) {
      await stop();
      throw error;
    }
    return { url: share.url(database), stop };
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
    const folders = await findFolders(dir);
    if (folders) {
      await stopUnused(folders);
      // Gone at once, so that a start that comes between makes a fresh one.
      const gone = temporaryName(folders.home);
      await rename(folders.cluster, gone).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      await rm(gone, { recursive: true, force: true });
      await rm(folders.log, { force: true });
      await removeLeftovers(folders.home);
    }
    await removeFolders(dir);
  });
}

interface JoinOptions extends ClusterOptions {
  signal: AbortSignal | undefined;
}

async function joinServer(folders: Folders, binaries: Binaries, options: JoinOptions): Promise<Share> {
  const { durable, signal } = options;
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    await ensureCluster(folders, binaries, options);
    signal?.throwIfAborted();
    // Before the launch: no server is left behind that nobody can talk to.
    const password = await readPassword(folders);
    if (!(await findPostmaster(folders.data))) await startServer(folders, binaries, { durable, deadline, signal });
    const server = await findPostmaster(folders.data);
    const share = server?.ready ? await acquireShare(server, password) : undefined;
    if (share) return share;
    await sleep(50);
  }
  throw await unresponsive(folders);
}

async function stopUnused(folders: Folders): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let server = await findPostmaster(folders.data); server; server = await findPostmaster(folders.data)) {
    if (Date.now() > deadline) throw await unresponsive(folders);
    const share = server.ready ? await acquireShareUnlessLockedOut(folders, server) : undefined;
    if (!share) await sleep(50);
    else if ((await release(folders, share)) === 'shared') {
      throw new Error(`Another Staffroom uses the database in ${folders.home}: stop that one first, then start again.`);
    }
  }
}

async function acquireShareUnlessLockedOut(folders: Folders, server: Postmaster): Promise<Share | undefined> {
  try {
    return await acquireShare(server, await readPassword(folders));
  } catch (error) {
    throw new Error(
      `PostgreSQL (process ${server.pid}) runs in ${folders.home} and does not let Staffroom in, so that it can't be known whether it is in use: end that process, then start again.`,
      { cause: error },
    );
  }
}

/** Gives the share back, and stops the server if nobody else has one. Tells how it stood. */
async function release(folders: Folders, share: Share, log?: (line: string) => void): ReturnType<Share['release']> {
  try {
    const state = await share.release();
    if (state === 'alone' && !(await stopServer(folders))) {
      log?.(`PostgreSQL in ${folders.home} takes long to stop, and will end by itself`);
    }
    return state;
  } finally {
    await share.close();
  }
}

async function createDatabase({ sql }: Share, name: string): Promise<void> {
  const found = await sql`select from pg_database where datname = ${name}`;
  if (found.length > 0) return;
  // Another Staffroom may be at the same: "duplicate database", or the unique index of names.
  await sql`create database ${sql(name)}`.catch((error: { code?: string }) => {
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}

async function unresponsive(folders: Folders): Promise<Error> {
  const server = await findPostmaster(folders.data);
  const which = server ? ` (process ${server.pid})` : '';
  return new Error(
    `The embedded PostgreSQL in ${folders.home}${which} does not answer after ${timeoutMs / 1000} seconds: read ${folders.log}, end the process if it does nothing, and start again.`,
  );
}

/** Says what a refusal of the system means here. Other errors pass as they are. */
async function inPlainWords<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '', path = dir } = error as NodeJS.ErrnoException;
    const sentence = whatIsWrong(code, path);
    throw sentence ? new Error(sentence, { cause: error }) : error;
  }
}

function whatIsWrong(code: string, path: string): string | undefined {
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    return `Staffroom may not use ${path}, where its database belongs (${code}): start it as the user who owns that folder, or make the folder yours (chown -R).`;
  }
  if (['EEXIST', 'ENOTDIR'].includes(code)) {
    return `${path} is in the way of the embedded PostgreSQL: remove or rename it, and start again.`;
  }
  if (['ENOSPC', 'EDQUOT'].includes(code))
    return `The disk that holds ${path} is full: free some space and start again.`;
  return undefined;
}
