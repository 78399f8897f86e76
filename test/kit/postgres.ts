import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { type Binaries, nativeFolder, prepareBinaries } from '../../db/embedded/binaries.ts';
import { ensureCluster, readPassword, superuser } from '../../db/embedded/cluster.ts';
import { type Folders, makeFolders } from '../../db/embedded/folders.ts';
import { freePort } from '../../db/embedded/server.ts';
import type { SelfSigned } from './certificate.ts';
import { copyLive, giveCertificate, moveLog } from './cluster-files.ts';
import { postmasterOf, sendTo } from './postmaster.ts';
import { administer } from './server.ts';
import { type SmallDisk, serverFolder, smallDisk } from './server-folder.ts';
import { until } from './until.ts';

/** A PostgreSQL of a test's own, to be ill-treated. Linux only: it looks for processes in /proc. */
export interface OwnPostgres {
  /** Of its database `staffroom`, as that database's owner, who is no superuser. The port stays the same. */
  url: string;
  /** Of the same database, as the superuser, for whom a few connections are kept free. */
  superuserUrl: string;
  /** A planned restart: what is connected is told so (57P01) and cut off. */
  restart(): Promise<void>;
  /** A planned stop. */
  stop(): Promise<void>;
  /** Does nothing where it runs. */
  start(): Promise<void>;
  /** `kill -9` of the postmaster, which its other processes follow; `start` then recovers what was written. */
  kill(): Promise<void>;
  /** `kill -9` of one of the program's backends, one that works if there is one: the server drops all and recovers. */
  killBackend(): Promise<void>;
  /** `pg_terminate_backend` of all but one's own. @returns of how many */
  terminateAll(): Promise<number>;
  /** SIGSTOP of all its processes: connections stay open, and nothing answers, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** From now on every transaction is read-only, also of what is connected, which is cut off; `false` ends that. */
  readOnly(is: boolean): Promise<void>;
  /** Sets it for good, e.g. `max_connections`; most need a restart afterwards. */
  set(name: string, value: string): Promise<void>;
  /** Who is let in from now on, and how: the lines of `pg_hba.conf`. */
  letIn(lines: string): Promise<void>;
  /**
   * A server of its own that follows this one and can be read, until it is promoted. A commit here is answered from now
   * on once it is there too, so that nothing that was acknowledged is lost when it takes over.
   */
  replica(): Promise<OwnPostgres & { promote(): Promise<void> }>;
  /** What it has written into its log. */
  log: string;
  /** What all of it lies on, where it was asked for. */
  disk?: SmallDisk;
  /** Ends it, and its replicas; nothing of it is left. May be called in any state. */
  close(): Promise<void>;
}

interface Options {
  tls?: SelfSigned;
  /** Lies on a disk of so many megabytes, which only root may make: at least 150. */
  diskMb?: number;
  /** Its log is not on that disk: where that is full the server refuses what needs room, and lives. */
  logApart?: boolean;
  /** Settings of PostgreSQL from the start. */
  settings?: Record<string, string>;
}

/** Crashes of processes are survived as in earnest; of the machine they need not be. */
const usual = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  // What a replica may still need, and no more than a small disk has room for.
  wal_keep_size: '64MB',
  max_wal_size: '96MB',
  min_wal_size: '32MB',
  // A commit is answered once the replica has it, not once it has been read there.
  synchronous_commit: 'on',
};

/** Makes a server with an empty database `staffroom`, which takes about a second, and starts it. */
export async function ownPostgres({ tls, diskMb, logApart, settings = {} }: Options = {}): Promise<OwnPostgres> {
  const folder = await serverFolder();
  try {
    const disk = diskMb ? await smallDisk(join(folder.path, 'first'), diskMb) : undefined;
    const folders = await makeFolders(join(folder.path, 'first'), () => {});
    const binaries = await prepareBinaries(nativeFolder(), folders.binariesCopy, folders.account);
    await ensureCluster(folders, binaries, { durable: false, log: () => {} });
    if (tls) await giveCertificate(folders, tls);
    if (logApart) await moveLog(folders, join(folder.path, 'log'));
    const server = await serverOn({
      folder: folder.path,
      folders,
      binaries,
      superuserPassword: await readPassword(folders),
      ownerPassword: randomBytes(16).toString('hex'),
      settings: { ...usual, ...(tls && { ssl: 'on' }), ...settings },
    });
    try {
      await server.start();
      await makeDatabase(server);
      return { ...server, ...(disk && { disk }), close: () => server.close().finally(folder.remove) };
    } catch (error) {
      await server.close();
      throw error;
    }
  } catch (error) {
    folder.remove();
    throw error;
  }
}

async function makeDatabase({ url, superuserUrl }: OwnPostgres): Promise<void> {
  const { username, password } = new URL(url);
  const ofServer = new URL(superuserUrl);
  ofServer.pathname = '/postgres';
  await administer(ofServer.href, async (sql) => {
    await sql.unsafe(`create role ${username} login createrole password '${password}'`);
    await sql.unsafe(`create database staffroom owner ${username}`);
  });
}

interface Ground {
  /** Where replicas are made. */
  folder: string;
  folders: Folders;
  binaries: Binaries;
  superuserPassword: string;
  ownerPassword: string;
  settings: Record<string, string>;
}

async function serverOn(ground: Ground): Promise<OwnPostgres> {
  const { folders, binaries, superuserPassword, ownerPassword, settings } = ground;
  const port = await freePort();
  const postmaster = postmasterOf(folders, binaries);
  const as = (user: string, password: string) => `postgres://${user}:${password}@127.0.0.1:${port}/staffroom`;
  const superuserUrl = as(superuser, superuserPassword);
  const asSuperuser = <T>(work: (sql: Sql) => Promise<T>) => administer(superuserUrl, work);
  const replicas: OwnPostgres[] = [];

  const start = () => postmaster.start({ ...settings, port: String(port) });
  const stop = () => postmaster.end('SIGINT');
  const thaw = () => postmaster.toAll('SIGCONT');
  const terminateAll = () =>
    asSuperuser(async (sql) => {
      const ended = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`;
      return ended.length;
    });
  /** The main process reads its files when it gets to it: who connects before has the old ones. */
  const reload = async () => {
    const readAt = async (sql: Sql) => (await sql<{ at: string }[]>`select pg_conf_load_time()::text as at`)[0]?.at;
    const before = await asSuperuser(async (sql) => {
      const at = await readAt(sql);
      await sql`select pg_reload_conf()`;
      return at;
    });
    await until(async () => (await asSuperuser(readAt)) !== before);
  };
  const set = (name: string, value: string) =>
    asSuperuser(async (sql) => {
      await sql.unsafe(`alter system set ${name} = '${value}'`);
    }).then(reload);
  return {
    url: as('staffroom', ownerPassword),
    superuserUrl,
    log: folders.log,
    start,
    stop,
    restart: async () => {
      await stop();
      await start();
    },
    kill: () => postmaster.end('SIGKILL'),
    async killBackend() {
      const found = await asSuperuser(
        (sql) => sql<{ pid: number }[]>`
          select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
          order by (state <> 'idle') desc, random() limit 1`,
      );
      for (const { pid } of found) sendTo(pid, 'SIGKILL');
    },
    terminateAll,
    freeze: () => postmaster.toAll('SIGSTOP'),
    thaw,
    async readOnly(is) {
      await set('default_transaction_read_only', is ? 'on' : 'off');
      await terminateAll();
    },
    set,
    async letIn(lines) {
      await writeFile(join(folders.data, 'pg_hba.conf'), lines);
      await reload();
    },
    async replica() {
      const name = `replica-${randomBytes(3).toString('hex')}`;
      const copy = await makeFolders(join(ground.folder, name), () => {});
      await copyLive(asSuperuser, folders, copy);
      const followed = `host=127.0.0.1 port=${port} user=${superuser} password=${superuserPassword}`;
      const standby = await serverOn({
        ...ground,
        folders: copy,
        settings: { ...settings, primary_conninfo: `${followed} application_name=${name}` },
      });
      replicas.push(standby);
      await standby.start();
      // Copied from here, where it may be on for another.
      await standby.set('synchronous_standby_names', '');
      await set('synchronous_standby_names', '*');
      return {
        ...standby,
        promote: () => administer(standby.superuserUrl, async (sql) => void (await sql`select pg_promote()`)),
      };
    },
    async close() {
      for (const each of replicas) await each.close();
      await thaw();
      await postmaster.end('SIGQUIT');
    },
  };
}
