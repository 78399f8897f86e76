import { rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, nativeFolder, prepareBinaries } from './binaries.ts';
import { type ClusterOptions, ensureCluster, readPassword } from './cluster.ts';
import { exists } from './exists.ts';
import { type Folders, findFolders, makeFolders, removeFolders } from './folders.ts';
import { inPlainWords } from './plain-words.ts';
import { findPostmaster, type Postmaster } from './postmaster.ts';
import { startServer, stopServer } from './server.ts';
import { acquireShare, type Keep, type Share } from './share.ts';
import { removeLeftovers, temporaryName } from './temporary.ts';

export interface EmbeddedPostgres {
  /** Of the database, as its superuser. The port differs from start to start where others have taken the last one. */
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
  /** Told of each time that the server was gone and was started again. */
  onRevive?: () => void;
  /** Told that the server is gone and could not be brought back. @param error with a plain sentence */
  onLost?: (error: Error) => void;
  /** How long it is tried to bring it back, in milliseconds. */
  reviveTimeoutMs?: number;
  /** Calls the start off: no server is left that nobody else uses. */
  signal?: AbortSignal;
}

/** How long a server may take to become ready or to go away: it may have to recover from a crash first. */
const timeoutMs = 60_000;

/** How long it is tried to bring back a server that is gone. */
const usualReviveTimeoutMs = 120_000;

/**
 * Starts PostgreSQL on a folder, or joins the server that runs there already: one that another Staffroom uses, or one
 * whose Staffroom was killed.
 *
 * No lock of ours guards the start. A cluster appears by one rename, a server takes the folder by PostgreSQL's own
 * postmaster.pid: who comes second uses what the first made, and nothing that a killed process leaves can block. So too
 * where the server is killed under those who use it: each of them would start it again, and one does.
 *
 * @throws one plain sentence where a person can mend it: no program for this system, no way to run as root, data of
 *   another major version, files that are missing or another user's
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dir, durable = true, database = 'staffroom', log = () => {}, signal } = options;
  const { onRevive = () => {}, onLost = () => {}, reviveTimeoutMs = usualReviveTimeoutMs } = options;
  if (!/^[a-z0-9_-]+$/.test(database)) throw new Error(`not a name for a database: ${database}`);
  return inPlainWords(dir, async () => {
    const folders = await makeFolders(dir, log);
    await removeLeftovers(folders.home);
    const binaries = await prepareBinaries(nativeFolder(), folders.binariesCopy, folders.account);
    const keep = ({ port }: Postmaster): Keep => ({
      revive: (signal) => inPlainWords(dir, () => reviveServer(folders, binaries, { durable, signal, port, onRevive })),
      onLost,
      reviveTimeoutMs,
    });
    const share = await joinServer(folders, binaries, { durable, log, signal, keep });
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
  keep: (server: Postmaster) => Keep;
}

async function joinServer(folders: Folders, binaries: Binaries, options: JoinOptions): Promise<Share> {
  const { durable, signal, keep } = options;
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    await ensureCluster(folders, binaries, options);
    signal?.throwIfAborted();
    // Before the launch: no server is left behind that nobody can talk to.
    const password = await readPassword(folders);
    if (!(await findPostmaster(folders.data))) await startServer(folders, binaries, { durable, deadline, signal });
    const server = await findPostmaster(folders.data);
    const share = server?.ready ? await acquireShare(server, password, keep(server)) : undefined;
    if (share) return share;
    await sleep(50);
  }
  throw await unresponsive(folders);
}

interface ReviveOptions {
  durable: boolean;
  signal: AbortSignal;
  port: number;
  onRevive: () => void;
}

async function reviveServer(folders: Folders, binaries: Binaries, options: ReviveOptions): Promise<void> {
  const { onRevive, ...how } = options;
  if (await findPostmaster(folders.data)) return;
  if (!(await exists(folders.data))) throw new Error(`The database in ${folders.home} was deleted under Staffroom.`);
  await startServer(folders, binaries, { ...how, deadline: Date.now() + timeoutMs });
  if ((await findPostmaster(folders.data))?.ready) onRevive();
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
