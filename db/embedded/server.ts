import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { giveTo, runAs } from './account.ts';
import { type Binaries, nativeFolder } from './binaries.ts';
import type { Folders } from './folders.ts';
import { fullDisk, orAfresh, saysFullDisk } from './plain-words.ts';
import { findPostmaster, waitForEnd } from './postmaster.ts';
import { bareEnvironment } from './processes.ts';
import { temporaryName } from './temporary.ts';

const run = promisify(execFile);

/** What passes if one looks again: another process took the port or was quicker, or a killed server's last children. */
const passing =
  /could not bind|could not create any TCP|lock file "postmaster.pid" (already exists|is empty)|still in use/;

export interface StartOptions {
  durable: boolean;
  /** In ms since 1970. */
  deadline: number;
  /** The only one that will do; without it, the last one if it is free. */
  port?: number;
  /** Ends a server that is not ready yet, as recovering from a crash may take long. */
  signal: AbortSignal | undefined;
}

/**
 * Starts a server on a cluster, and waits until it is ready. Returns as well at the deadline, and when it could not
 * start for a reason that passes: whoever calls looks for a server afterwards, and calls again if there is none.
 *
 * @throws a plain sentence when it can't start
 */
export async function startServer(folders: Folders, binaries: Binaries, options: StartOptions): Promise<void> {
  // A log of its own until it is known who is first: the second must not touch the first one's.
  const log = temporaryName(folders.home);
  const port = options.port ?? (await lastPort(folders)) ?? (await freePort());
  const settings = [...serverSettings(options.durable), `port=${port}`];
  const child = await spawnServer(folders, binaries, log, settings);
  const failed = await failsToStart(folders, child, options);
  const said = failed ? await readFile(log, 'utf8').catch(() => '') : '';
  if (passing.test(said)) return rm(log, { force: true });
  // On Windows an open file can't be renamed: the log stays where it is.
  await rename(log, folders.log).catch(() => {});
  // Not needed, but for whoever comes while those who use the server bring it back.
  if (!failed) return writeFile(folders.port, `${port}\n`).catch(() => {});
  options.signal?.throwIfAborted();
  if (saysFullDisk(said)) throw new Error(fullDisk(folders.home));
  const reason = said.match(/(?:FATAL|PANIC|error):\s*(.*)/)?.[1] ?? said.trim().split('\n').at(-1);
  throw new Error(
    `The embedded PostgreSQL did not start (${reason || 'it says nothing'}): read ${folders.log} and mend that, ${orAfresh}`,
  );
}

/** Stops the server: ends its connections, writes what is due, waits. Gives false if it is still at it. */
export async function stopServer(folders: Folders): Promise<boolean> {
  const server = await findPostmaster(folders.data);
  if (!server) return true;
  // SIGINT is PostgreSQL's "fast shutdown". Node's signals on Windows only kill.
  if (process.platform === 'win32') await run(join(nativeFolder(), 'bin/pg_ctl.exe'), ['kill', 'INT', `${server.pid}`]);
  else process.kill(server.pid, 'SIGINT');
  return waitForEnd(folders.data, server.pid, 5_000);
}

/** Of a server that need not outlast the machine; nor does another follow it, so that a table that is filled anew is written once. */
const fleeting = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  // Who waits for each other in a circle is told so at once: on a server with few users, to look for that often costs nothing.
  'deadlock_timeout=100ms',
];

function serverSettings(durable: boolean): string[] {
  return [
    'listen_addresses=127.0.0.1',
    // Where a socket can be varies, and its path may be at most 107 bytes: TCP is enough.
    'unix_socket_directories=',
    // Two copies of the program, three that PostgreSQL keeps for its superuser, and some. Of tests several files run at once,
    // each with pools of its own.
    `max_connections=${durable ? 60 : 200}`,
    'max_wal_size=256MB',
    'logging_collector=off',
    'log_destination=stderr',
    // The log lasts as long as the server, and must neither grow nor hold what people wrote: no statements, no
    // errors of statements, no checkpoints.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_checkpoints=off',
    ...(durable ? [] : fleeting),
  ];
}

/** Programs that go on using a server that was killed look for it where it was. Nothing where that port is another's. */
async function lastPort(folders: Folders): Promise<number | undefined> {
  const port = Number(await readFile(folders.port, 'utf8').catch(() => 0));
  if (!port) return undefined;
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isFree) return undefined;
  server.close();
  await once(server, 'close');
  return port;
}

/** A port that was free a moment ago; PostgreSQL can't be told to take any. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function spawnServer(folders: Folders, binaries: Binaries, log: string, all: string[]): Promise<ChildProcess> {
  const { account, cluster, data } = folders;
  const output = await open(log, 'wx', 0o600);
  try {
    await giveTo(account, log);
    const settings = all.flatMap((setting) => ['-c', setting]);
    // Detached: a session of its own, so that Ctrl-C in our terminal doesn't reach it before we have finished.
    const options = { ...runAs(account), cwd: cluster, env: bareEnvironment(), detached: true };
    // On Windows only pg_ctl can drop an administrator's rights, which PostgreSQL refuses to have.
    const pgCtl = ['start', '-w', '-D', data, '-l', log, '-o', settings.join(' ')];
    const child =
      process.platform === 'win32'
        ? spawn(binaries.pgCtl, pgCtl, { ...options, stdio: 'ignore' })
        : spawn(binaries.postgres, ['-D', data, ...settings], { ...options, stdio: ['ignore', output.fd, output.fd] });
    await once(child, 'spawn');
    child.unref();
    return child;
  } finally {
    await output.close();
  }
}

/** Waits until the server (pg_ctl) is ready or has ended, or for the deadline; tells whether it failed. */
async function failsToStart(
  folders: Folders,
  child: ChildProcess,
  { deadline, signal }: StartOptions,
): Promise<boolean> {
  while (Date.now() < deadline) {
    // Killed from outside is no fault of its own: it may start again.
    const { exitCode, signalCode } = child;
    if (exitCode !== null || signalCode !== null) return exitCode !== 0 && signalCode !== 'SIGKILL';
    const server = await findPostmaster(folders.data);
    if (server?.ready && server.pid === child.pid) return false;
    // A fast shutdown: nobody uses what is not ready. On Windows the child is pg_ctl, and the server goes on to its start.
    if (signal?.aborted && process.platform !== 'win32') child.kill('SIGINT');
    await sleep(15);
  }
  return false;
}
