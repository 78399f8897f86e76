import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Program, programCopy, type RunningProgram } from '../kit/program.ts';
import { until } from '../kit/until.ts';

/** `npm start` as a process: it starts, dies, and starts again. */

/** A start takes a second or two, and much longer where other tests have the processors: hence the long patience below. */
let program: Program;
beforeAll(async () => {
  program = await programCopy();
});
afterAll(() => program.remove());

const get = (at: RunningProgram, path: string) => fetch(`${at.url}${path}`, { headers: at.headers });
const found = async (at: RunningProgram, words: string): Promise<unknown[]> =>
  (await get(at, `/api/people?as=coordinator&q=${words}`)).json() as Promise<unknown[]>;

async function say(at: RunningProgram, text: string) {
  const body = JSON.stringify({ as: 'coordinator', place: 'direct', id: randomUUID(), text });
  const headers = { ...at.headers, 'content-type': 'application/json' };
  expect((await fetch(`${at.url}/api/say`, { method: 'POST', headers, body })).status).toBe(200);
}

test('keeps what was done when it is killed, tells a port in use, shares a database and brings it back, and stops when told', async () => {
  const first = await program.start();
  expect(await (await get(first, '/readyz')).json()).toEqual({ status: 'ready', missing: [] });
  await say(first, 'add Nadia Karim nadia.karim@riverside.example programmes:primary');
  expect(await found(first, 'nadia')).toHaveLength(1);
  await first.end('SIGKILL');

  const file = join(program.folder, '.data', 'open-address');
  const [page, secret = ''] = (await readFile(file, 'utf8')).trim().split('#');
  expect([page, secret]).toEqual([`${first.url}/open`, expect.stringMatching(/^[\w-]{43}$/)]);
  const second = await program.start();
  expect((await get({ ...second, headers: first.headers }, '/')).status).toBe(200);
  expect(await found(second, 'nadia')).toHaveLength(1);
  for (const { said } of [first, second]) {
    expect(said()).toContain(file);
    expect(said()).not.toContain(secret);
  }
  expect(await found(second, 'nadia')).toHaveLength(1);
  const { port } = new URL(second.url);
  await expect(program.start({ PORT: port })).rejects.toThrow(new RegExp(`ended with 1: PORT: ${port} is in use`));

  const beside = await program.start({ LOG_LEVEL: 'warn' });
  expect(beside.said()).toContain('Another Staffroom works on this database.');
  expect(await found(beside, 'nadia')).toHaveLength(1);

  // Killed under both of them, it comes back by itself.
  const server = await readFile(join(program.folder, '.data/postgres/cluster/data/postmaster.pid'), 'utf8');
  process.kill(Number(server.split('\n')[0]), 'SIGKILL');
  for (const at of [second, beside]) {
    await expect.poll(() => found(at, 'nadia'), { timeout: 20_000 }).toHaveLength(1);
    await until(async () => (await get(at, '/readyz')).status === 200, 20_000);
  }
  await say(beside, 'add Zubin Quill zubin.quill@riverside.example programmes:primary');
  expect(await found(second, 'zubin')).toHaveLength(1);
  expect(`${second.said()}${beside.said()}`).toContain('The embedded PostgreSQL had ended by itself');

  expect(await second.end('SIGTERM')).toBe(0);
  expect(await found(beside, 'nadia')).toHaveLength(1);
  expect(await beside.end('SIGINT')).toBe(0);
  // What PostgreSQL keeps is its own.
  for (const entry of await readdir(join(program.folder, '.data'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!path.includes('postgres')) expect([path, (await lstat(path)).mode & 0o077]).toEqual([path, 0]);
  }
}, 120_000);

const isLinux = process.platform === 'linux';

test.runIf(isLinux)(
  'told to stop while it starts, it leaves no database behind',
  async () => {
    for (const when of [async () => true, async () => (await program.servers()) > 0]) {
      const begun = program.begin();
      await expect.poll(when, { interval: 5, timeout: 20_000 }).toBe(true);
      await begun.end('SIGINT');
      expect(begun.said()).not.toMatch(/ready|rror/);
      expect(await program.servers()).toBe(0);
    }
  },
  60_000,
);

test.runIf(isLinux)(
  'a second Ctrl-C ends it at once, the database too, whatever is in hand',
  async () => {
    const running = await program.start();
    // Half a request: it is in hand until its body has come.
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write('POST /password/forgotten HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n');
    socket.write('Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=');
    await get(running, '/healthz');
    const ended = running.end('SIGINT', 'SIGINT');
    // The second of those is npm passing on the first; this one is a person's.
    await delay(1_500);
    const again = running.end('SIGINT');
    expect(await ended).toBe(1);
    await again;
    expect(await program.servers()).toBe(0);
    socket.destroy();
  },
  60_000,
);

test('says what no setting has in .env, and that .env can’t be read', async () => {
  const file = join(program.folder, '.env');
  await writeFile(file, 'KEEP_DAY=3\nPORT=0\n');
  await expect(program.start()).rejects.toThrow(/ended with 1: KEEP_DAY: .* The nearest is KEEP_DAYS\./);
  await rm(file);
  await mkdir(file);
  await expect(program.start()).rejects.toThrow(
    /ended with 1: \/.*\/\.env: it is a folder, and a file belongs there\. .*\(EISDIR\)/,
  );
  await rmdir(file);
});

test('does not start with a setting that is wrong, and says which', async () => {
  await expect(program.start({ PORT: 'three', LOG_LEVEL: 'loud' })).rejects.toThrow(
    /ended with 1: PORT: .*\nLOG_LEVEL: /,
  );
});
