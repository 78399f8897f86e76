import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Binaries, nativeFolder, prepareBinaries } from '../../db/embedded/binaries.ts';
import { ensureCluster } from '../../db/embedded/cluster.ts';
import { type EmbeddedPostgres, removeEmbedded, startEmbedded } from '../../db/embedded/embedded.ts';

import { makeFolders } from '../../db/embedded/folders.ts';
import { findPostmaster } from '../../db/embedded/postmaster.ts';
import { startServer } from '../../db/embedded/server.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

let root: string;
/** One cluster for the tests that don't need a fresh one. */
let dir: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'staffroom-embedded-'));
  // mkdtemp's 700 would keep out the account that PostgreSQL runs as when we are root.
  await chmod(root, 0o711);
  dir = join(root, 'a folder with spaces é', 'postgres');
});

afterAll(async () => {
  for (const name of await readdir(root)) await removeEmbedded(join(root, name)).catch(() => {});
  await removeEmbedded(dir).catch(() => {});
  await rm(root, { recursive: true, force: true });
});

/** What a failed test left. */
const started: EmbeddedPostgres[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

async function start(where = dir, database?: string): Promise<EmbeddedPostgres> {
  const one = await startEmbedded({ dir: where, durable: false, database });
  started.push(one);
  return one;
}

/** Runs one query on a connection of its own. */
async function query(url: string, text: string): Promise<Record<string, unknown>> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 2 });
  try {
    const [row] = await sql.unsafe(text);
    return row ?? {};
  } finally {
    await sql.end({ timeout: 0 });
  }
}

async function serverPid(where = dir): Promise<number> {
  return Number((await readFile(join(where, 'cluster/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Another Staffroom: a process, in a process group of its own, that starts the database and stays. */
function otherProcess(where: string): ChildProcess {
  const module = new URL('../../db/embedded/embedded.ts', import.meta.url).href;
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(module)});
    console.log((await startEmbedded({ dir: ${JSON.stringify(where)}, durable: false })).url);`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a terminal's Ctrl-C does, or an out-of-memory killer: the whole group gets the signal. */
async function killGroup(child: ChildProcess): Promise<void> {
  process.kill(-(child.pid as number), 'SIGKILL');
  await once(child, 'exit');
}

describe('startEmbedded', () => {
  test('is not stopped by a first start that was killed halfway; two first starts at once both succeed', async () => {
    const names = () => readdir(dir).catch(() => []);
    const temporary = async () => (await names()).filter((name) => name.startsWith('tmp-'));
    const child = otherProcess(dir);
    await expect.poll(temporary, { timeout: 5000, interval: 20 }).not.toEqual([]);
    await sleep(100);
    await killGroup(child);
    expect(await names()).not.toContain('cluster');

    const both = await Promise.all([start(), start()]);
    for (const one of both) expect(await query(one.url, 'select 1 as one')).toEqual({ one: 1 });
    expect(await temporary()).toEqual([]);
  });

  test('ASVS 13.2.3: makes a database that answers only here, only to its password, and knows all letters', async () => {
    const database = await start(dir, 'sample-centre');
    const found = await query(
      database.url,
      `select current_database() as name, lower('ÉÀΩ') as lower, current_setting('server_encoding') as encoding,
        current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        (select datctype from pg_database where datname = current_database()) as letters, current_setting('fsync') as fsync, current_setting('timezone') as zone,
        (select rolpassword from pg_authid where rolname = current_user) as password`,
    );
    expect(found).toMatchObject({
      name: 'sample-centre',
      lower: 'éàω',
      encoding: 'UTF8',
      letters: expect.stringMatching(/UTF-8$/),
      addresses: '127.0.0.1',
      sockets: '',
      fsync: 'off',
      zone: 'UTC',
      password: expect.stringMatching(/^SCRAM-SHA-256\$/),
    });
    await expect(query(database.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
    // The folder above, `.data`: to pass through for the account that PostgreSQL runs as, and no more.
    expect((await stat(dirname(dir))).mode & 0o777).toBe(isRoot ? 0o711 : 0o700);
    const kept = join(dir, 'cluster/password');
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect(database.url).toContain((await readFile(kept, 'utf8')).trim());
    await database.stop();
    await expect(query(database.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('starts an existing one, with what was in it', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select answer from kept')).toEqual({ answer: 42 });
    await second.stop();
    await second.stop();
  });

  test('called off, it leaves no server, and the next start goes on', async () => {
    const stop = new AbortController();
    const called = startEmbedded({ dir, durable: false, signal: stop.signal });
    const isThere = () => serverPid().then(Boolean, () => false);
    await expect.poll(isThere, { interval: 5 }).toBe(true);
    stop.abort();
    await expect(called).rejects.toMatchObject({ name: 'AbortError' });
    expect(await isThere()).toBe(false);
    const next = await start();
    expect(await query(next.url, 'select 1 as one')).toEqual({ one: 1 });
    await next.stop();
  });

  test('is shared: the last one out stops it, and nobody removes it meanwhile', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second.url).toBe(first.url);
    await first.stop();
    expect(await query(second.url, 'select 1 as one')).toEqual({ one: 1 });
    await expect(removeEmbedded(dir)).rejects.toThrow(/^Another Staffroom uses the database in .*stop that one first/);
    // One leaves while another comes.
    const [third] = await Promise.all([start(), second.stop()]);
    expect(await query(third.url, 'select 1 as one')).toEqual({ one: 1 });
    await third.stop();
  });

  test('goes on with the server of a Staffroom that was killed with its whole process group', async () => {
    const child = otherProcess(dir);
    const [url] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    await killGroup(child);
    const pid = await serverPid();
    const database = await start();
    expect(await serverPid()).toBe(pid);
    expect(String(url).trim()).toBe(database.url);
    await database.stop();
    await expect(serverPid()).rejects.toThrow('ENOENT');
  });

  test('starts anew after its server was killed, though another process has its number', async () => {
    const first = await start();
    const file = join(dir, 'cluster/data/postmaster.pid');
    const lines = (await readFile(file, 'utf8')).split('\n');
    // As when the number was given again: to us, or to one of the same user.
    const { uid, gid } = await stat(file);
    const sleeper = spawn('sleep', ['60'], isRoot ? { uid, gid } : {});
    process.kill(Number(lines[0]), 'SIGKILL');
    // At once: the first looks for its server too.
    writeFileSync(file, [sleeper.pid, ...lines.slice(1)].join('\n'));
    const second = await start();
    expect(await query(second.url, 'select answer from kept')).toEqual({ answer: 42 });
    sleeper.kill();
    await first.stop();
    await second.stop();
  });

  test('is brought back where it was when it was killed under those who use it, and is stopped by the last of them', async () => {
    const revived: string[] = [];
    const users = await Promise.all(
      ['a', 'b', 'c'].map((who) => startEmbedded({ dir, durable: false, onRevive: () => revived.push(who) })),
    );
    started.push(...users);
    const url = users[0]?.url ?? '';
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    const shares = () => query(url, `select count(*) from pg_locks where locktype = 'advisory'`).catch(() => {});
    await expect.poll(shares, { timeout: 10_000, interval: 50 }).toEqual({ count: '3' });
    expect(await serverPid()).not.toBe(pid);
    expect(revived.length).toBeGreaterThan(0);
    const late = await start();
    expect(late.url).toBe(url);
    await Promise.all([...users, late].map((user) => user.stop()));
    await expect(serverPid()).rejects.toThrow('ENOENT');
  });

  test('is not brought back for someone who has let go of it', async () => {
    const database = await start();
    process.kill(await serverPid(), 'SIGKILL');
    await sleep(150);
    await database.stop();
    expect(await findPostmaster(join(dir, 'cluster/data'))).toBeUndefined();
  });

  test('says in a sentence that it can’t be brought back', async () => {
    let lost: (error: Error) => void = () => {};
    const told = new Promise<Error>((resolve) => {
      lost = resolve;
    });
    const database = await startEmbedded({ dir, durable: false, reviveTimeoutMs: 200, onLost: (error) => lost(error) });
    started.push(database);
    const file = join(dir, 'cluster/data/global/pg_control');
    const away = rename(file, `${file}.away`);
    process.kill(await serverPid(), 'SIGKILL');
    await away;
    expect((await told).message).toMatch(
      /^The embedded PostgreSQL did not start \(.*\): read .*server\.log and mend that/,
    );
    await rename(`${file}.away`, file);
    await database.stop();
  });

  test.skipIf(process.platform === 'win32')('says in a sentence that the disk is full', async () => {
    const fake = async (name: string, says: string) => {
      const program = join(root, name);
      await writeFile(program, `#!/bin/sh\necho '${says}' >&2; exit 1\n`, { mode: 0o755 });
      return program;
    };
    const where = join(root, 'no room');
    const folders = await makeFolders(where, () => {});
    const binaries: Binaries = {
      ...(await prepareBinaries(nativeFolder(), folders.binariesCopy, folders.account)),
      initdb: await fake('initdb', 'initdb: error: could not write file "x": No space left on device'),
      postgres: await fake('postgres', 'PANIC:  could not write to file "x": No space left on device'),
    };
    const sentence = `The disk that holds ${folders.home} is full: free some space and start again.`;
    await expect(ensureCluster(folders, binaries, { durable: false, log: () => {} })).rejects.toThrow(sentence);
    await mkdir(folders.data, { recursive: true });
    const options = { durable: false, deadline: Date.now() + 5_000, signal: undefined };
    await expect(startServer(folders, binaries, options)).rejects.toThrow(sentence);
  });

  test('keeps its share when the server restarts itself', async () => {
    const database = await start();
    const writer = await query(
      database.url,
      `select pid from pg_stat_activity where backend_type = 'background writer'`,
    );
    process.kill(Number(writer.pid), 'SIGKILL');
    await expect
      .poll(() => query(database.url, `select count(*) from pg_locks where locktype = 'advisory'`).catch(() => {}), {
        timeout: 3000,
        interval: 100,
      })
      .toEqual({ count: '1' });
    await database.stop();
    await expect(serverPid()).rejects.toThrow('ENOENT');
  });

  test.skipIf(process.platform === 'win32')('does not take a copy for the original that runs', async () => {
    const original = await start();
    await query(original.url, 'checkpoint');
    const copy = join(root, 'copy');
    await run('cp', ['-a', dir, copy]);
    const database = await start(copy);
    expect(new URL(database.url).port).not.toBe(new URL(original.url).port);
    await query(database.url, 'update kept set answer = 43');
    expect(await query(original.url, 'select answer from kept')).toEqual({ answer: 42 });
    await Promise.all([database.stop(), original.stop()]);
    await removeEmbedded(copy);
    await expect(stat(copy)).rejects.toThrow('ENOENT');
  });

  test('says in a sentence when the data is of another major version, or the password is missing', async () => {
    const version = join(dir, 'cluster/data/PG_VERSION');
    const password = join(dir, 'cluster/password');
    await writeFile(version, '17\n');
    await expect(start()).rejects.toThrow(
      /was made by PostgreSQL 17 and this Staffroom brings 18: with the Staffroom that made it run npm run backup, then move/,
    );
    await writeFile(version, '18\n');
    await rename(password, `${password}.away`);
    await expect(start()).rejects.toThrow(
      /^The password of the embedded PostgreSQL, .*, is missing: bring the file back/,
    );
    await expect(serverPid()).rejects.toThrow('ENOENT');
    await rename(`${password}.away`, password);
  });

  test('says in a sentence that something else is where its folder should be', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    for (const where of [file, join(file, 'postgres')]) {
      await expect(start(where)).rejects.toThrow(/ is in the way of the embedded PostgreSQL: remove or rename it/);
    }
  });

  test('says in a sentence why the server does not start', async () => {
    const file = join(dir, 'cluster/data/global/pg_control');
    await rename(file, `${file}.away`);
    await expect(start()).rejects.toThrow(
      /^The embedded PostgreSQL did not start \(.*\): read .*server\.log and mend that/,
    );
    await rename(`${file}.away`, file);
  });
});

describe('removeEmbedded', () => {
  test('stops the server that a killed Staffroom left, and removes all', async () => {
    const child = otherProcess(dir);
    const [url] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    await killGroup(child);
    await removeEmbedded(dir);
    await expect(query(String(url).trim(), 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(stat(dir)).rejects.toThrow('ENOENT');
  });

  test('does nothing where there is none, and leaves what is not ours', async () => {
    await removeEmbedded(dir);
    const other = join(root, 'other');
    await mkdir(other);
    await writeFile(join(other, 'diary.txt'), 'dear');
    await removeEmbedded(other);
    expect(await readdir(other)).toEqual(['diary.txt']);
  });
});

describe.runIf(isRoot)('as root, where the unprivileged account cannot go', () => {
  test('the folder becomes a link into /var/lib/staffroom; a copied link gets a database of its own', async () => {
    const hidden = await mkdtemp(join(tmpdir(), 'staffroom-hidden-'));
    try {
      const link = join(hidden, 'postgres');
      const database = await start(link);
      const home = await readlink(link);
      expect(home).toMatch(/^\/var\/lib\/staffroom\/[0-9a-f]{16}$/);
      expect((await stat(join(home, 'cluster/data'))).uid).not.toBe(0);
      expect(await query(database.url, 'select 1 as one')).toEqual({ one: 1 });

      const copy = join(hidden, 'copy');
      await symlink(home, copy);
      await removeEmbedded(copy);
      await expect(lstat(copy)).rejects.toThrow('ENOENT');
      await database.stop();
      await removeEmbedded(link);
      await expect(stat(home)).rejects.toThrow('ENOENT');
      await expect(lstat(link)).rejects.toThrow('ENOENT');
    } finally {
      await rm(hidden, { recursive: true });
    }
  });
});

describe.skipIf(process.platform === 'win32')('prepareBinaries', () => {
  /** A package as npm unpacks it, with a program of our own in the place of `postgres`. */
  async function fakePackage(name: string, program: string): Promise<string> {
    const native = join(root, name, 'native');
    await mkdir(join(native, 'bin'), { recursive: true });
    await mkdir(join(native, 'lib'));
    await writeFile(join(native, '../package.json'), '{"version":"18.4.0"}');
    await writeFile(join(native, 'lib/libpq.so.5.18'), '');
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
    await writeFile(join(native, 'bin/postgres'), program, { mode: 0o755 });
    return native;
  }
  const works = '#!/bin/sh\necho "postgres (PostgreSQL) 18.4"\n';
  const spare = (name: string) => join(root, name, 'spare');

  test('makes the links of the libraries, several processes at once, and uses the package itself', async () => {
    const native = await fakePackage('linked', works);
    const all = await Promise.all([1, 2, 3].map(() => prepareBinaries(native, spare('linked'))));
    for (const one of all) expect(one).toMatchObject({ postgres: join(native, 'bin/postgres'), major: 18 });
    expect(await readlink(join(native, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
    await expect(stat(spare('linked'))).rejects.toThrow('ENOENT');
  });

  test('copies once what may not be run where it is', async () => {
    const native = await fakePackage('denied', works);
    await chmod(join(native, 'bin/postgres'), 0o644);
    const all = await Promise.all([1, 2].map(() => prepareBinaries(native, spare('denied'))));
    const copies = await readdir(spare('denied'));
    expect(copies).toEqual([expect.stringMatching(/^18\.4\.0-/)]);
    for (const one of all) expect(one.postgres).toBe(join(spare('denied'), String(copies[0]), 'bin/postgres'));
    expect(await readlink(join(spare('denied'), String(copies[0]), 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
  });

  test.skipIf(isRoot)('copies where the links cannot be made', async () => {
    const native = await fakePackage('read-only', works);
    await chmod(join(native, 'lib'), 0o555);
    const { postgres } = await prepareBinaries(native, spare('read-only'));
    expect(postgres.startsWith(spare('read-only'))).toBe(true);
    await chmod(join(native, 'lib'), 0o755);
  });

  test('says in a sentence to set DATABASE_URL where the programs do not run', async () => {
    const sentence =
      /^Staffroom brings no PostgreSQL that runs on this system \(.*\): set DATABASE_URL to a PostgreSQL 15/;
    const musl = await fakePackage('musl', '#!/lib/no-such-loader.so\n');
    await expect(prepareBinaries(musl, spare('musl'))).rejects.toThrow(sentence);
    const old = await fakePackage('old', '#!/bin/sh\necho "GLIBC_2.99 not found" >&2; exit 1\n');
    await expect(prepareBinaries(old, spare('old'))).rejects.toThrow(/GLIBC_2\.99 not found/);
  });

  test('finds the package of this platform', async () => {
    expect(await readdir(nativeFolder())).toEqual(expect.arrayContaining(['bin', 'lib', 'share']));
  });
});
