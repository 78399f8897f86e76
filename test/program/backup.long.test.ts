import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../db/embedded/server.ts';
import { advisoryLocks } from '../../src/lib/advisory-locks.ts';
import { Person } from '../adapters/sign-in/person.ts';
import { type OwnPostgres, ownPostgres } from '../kit/postgres.ts';
import { type Program, programCopy, type RunningProgram } from '../kit/program.ts';
import { administer } from '../kit/server.ts';
import { beginTool, tool } from '../kit/tool.ts';
import { until } from '../kit/until.ts';

/** `npm run backup`, `restore` and `move`, as one runs them, on two machines and a PostgreSQL of one's own. */

const password = 'seven purple kettles sing';
let here: Program;
let there: Program;
let own: OwnPostgres;
let shelf: string;
let passphrase: string;
beforeAll(async () => {
  // One after the other: the first compiles, and the second has it.
  here = await programCopy();
  there = await programCopy();
  own = await ownPostgres();
  shelf = await mkdtemp(join(tmpdir(), 'staffroom-backups-'));
  passphrase = join(shelf, 'passphrase');
  await writeFile(passphrase, 'correct horse battery staple\nand a second line\n');
}, 180_000);
afterAll(async () => {
  await Promise.all([here.remove(), there.remove(), own.close(), rm(shelf, { recursive: true, force: true })]);
});

async function say(at: RunningProgram, text: string) {
  const body = JSON.stringify({ as: 'coordinator', place: 'direct', id: randomUUID(), text });
  const headers = { ...at.headers, 'content-type': 'application/json' };
  expect((await fetch(`${at.url}/api/say`, { method: 'POST', headers, body })).status).toBe(200);
}

const add = (at: RunningProgram, name: string) =>
  say(at, `add ${name} Karim ${name}@riverside.example programmes:primary`);

/** The link in the mail that this person was sent. */
const linkFor = (at: Program, name: string) =>
  until(async () => {
    const mails = (await readFile(join(at.folder, '.data/mails.jsonl'), 'utf8')).split('\n');
    const own = mails.find((mail) => mail.includes(`${name}@riverside.example`));
    return own && /http:\/\/localhost:\d+\/password\/set\/[\w.-]+/.exec(own)?.[0];
  });

const found = async (at: RunningProgram, words: string): Promise<unknown[]> =>
  (await fetch(`${at.url}/api/people?as=coordinator&q=${words}`, { headers: at.headers })).json() as Promise<unknown[]>;

const backups = async () => (await readdir(shelf)).filter((name) => name.startsWith('staffroom-')).sort();

test('backed up while people work, sealed, and restored on another machine: people, links, sign-ins and the trail', async () => {
  const env = { PORT: String(await freePort()) };
  const running = await here.start(env);
  await add(running, 'nadia');
  await add(running, 'quillon');
  const nadia = new Person();
  await nadia.open(await linkFor(here, 'nadia'));
  await nadia.submit({ password, again: password });
  await nadia.signIn(`${running.url}/account`, 'nadia@riverside.example', password);

  const working = new AbortController();
  const worked = (async () => {
    // Twenty a second or so, as many work: more would only take the processor from what is looked at.
    for (let n = 0; !working.signal.aborted; n += 1, await delay(50)) await add(running, `during${n}`);
  })();
  const told = await tool(here.folder, 'backup', ['--to', shelf, '--passphrase-file', passphrase]);
  working.abort();
  await worked;
  expect(told).toEqual({ code: 0, said: expect.stringContaining('It is sealed, and has the secret key') });
  const [name = ''] = await backups();
  expect((await stat(join(shelf, name))).mode & 0o777).toBe(0o600);
  await running.end('SIGTERM');

  const restore = (...args: string[]) => tool(there.folder, 'restore', [join(shelf, name), ...args]);
  const wrong = join(shelf, 'wrong');
  await writeFile(wrong, 'correct horse battery stable\n');
  expect(await restore('--passphrase-file', wrong)).toEqual({
    code: 1,
    said: `The passphrase is not the one that ${join(shelf, name)} was sealed with.\n`,
  });
  const restored = await restore('--passphrase-file', passphrase);
  expect(restored).toEqual({
    code: 0,
    said: expect.stringContaining('IN123 Riverside International School: The trail is whole'),
  });
  const key = join(there.folder, '.data/secret-key');
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  expect(restored.said).not.toContain(await readFile(key, 'utf8'));

  const again = await there.start(env);
  expect(await found(again, 'nadia')).toHaveLength(1);
  expect(await found(again, 'quillon')).toHaveLength(1);
  // Whose session went on, and whose link was mailed before.
  const account = await nadia.open(`${again.url}/account`);
  expect([account.status, account.text]).toEqual([200, expect.stringContaining('nadia@riverside.example')]);
  const quillon = new Person();
  await quillon.open(await linkFor(here, 'quillon'));
  expect((await quillon.submit({ password, again: password })).text).toMatch(/password is set|can sign in/i);
  expect(await restore('--replace', '--passphrase-file', passphrase)).toMatchObject({
    code: 1,
    said: expect.stringContaining('A Staffroom runs on this database.'),
  });
  await again.end('SIGTERM');
}, 180_000);

test('moved into a PostgreSQL of one’s own: mails that waited are sent from there', async () => {
  const running = await here.start({ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'staffroom@riverside.example' });
  await add(running, 'zora');
  expect(await found(running, 'zora')).toHaveLength(1);
  const settings = { DATABASE_URL: own.url };
  expect(await tool(here.folder, 'move', [], settings)).toMatchObject({
    code: 1,
    said: expect.stringContaining('A Staffroom runs on this database.'),
  });
  await running.end('SIGTERM');
  const key = (await readFile(join(here.folder, '.data/secret-key'), 'utf8')).trim();
  expect(await tool(here.folder, 'move', [], { ...settings, SECRET_KEY: 'x'.repeat(32) })).toMatchObject({
    code: 1,
    said: expect.stringContaining('SECRET_KEY: this is not the key'),
  });
  expect(await tool(here.folder, 'move')).toMatchObject({ code: 1, said: expect.stringMatching(/^DATABASE_URL: /) });
  expect(await tool(here.folder, 'move', [], settings)).toMatchObject({ code: 0 });
  const moved = await here.start({ ...settings, SECRET_KEY: key });
  expect(await found(moved, 'zora')).toHaveLength(1);
  expect(await linkFor(here, 'zora')).toContain('/password/set/');
  await moved.end('SIGTERM');
  expect(await tool(here.folder, 'move', [], settings)).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is a school in this database already'),
  });
  // The two would each send what waited.
  const without = here.begin();
  await until(async () => without.said().includes('was moved into a PostgreSQL of your own'));
  expect(await without.end()).toBe(1);
}, 120_000);

test('killed in the middle, a backup leaves nothing that looks whole', async () => {
  const settings = {
    DATABASE_URL: own.url,
    SECRET_KEY: (await readFile(join(here.folder, '.data/secret-key'), 'utf8')).trim(),
  };
  const before = await backups();
  await administer(own.superuserUrl, async (sql) => {
    const held = await sql.reserve();
    await held`begin`;
    await held`lock table users in access exclusive mode`;
    const begun = beginTool(here.folder, 'backup', ['--to', shelf], settings);
    await until(async () => (await backups()).some((name) => name.endsWith('.part')));
    const gone = once(begun, 'exit');
    begun.kill('SIGKILL');
    await gone;
    await held`rollback`;
    held.release();
  });
  expect((await backups()).filter((name) => !name.endsWith('.part'))).toEqual(before);
  // One of the same second may be another's that is being made.
  const [part = ''] = (await backups()).filter((name) => name.endsWith('.part'));
  await rename(join(shelf, part), join(shelf, part.replace(/\d{4}/, '2020')));
  const told = await tool(here.folder, 'backup', ['--to', shelf, '--keep', '1'], settings);
  expect(told).toMatchObject({ code: 0, said: expect.stringContaining('removed: 1 backup') });
  expect(await backups()).toEqual([expect.stringMatching(/Z\.gz$/)]);
}, 120_000);

test('killed in the middle, a restore leaves an empty database, and what it had replaced beside it', async () => {
  const [name = ''] = await backups();
  const settings = { DATABASE_URL: own.url };
  const args = [join(shelf, name), '--replace'];
  await administer(own.superuserUrl, async (sql) => {
    // It takes turns with whoever migrates: once as it makes the tables, and once as it loads them.
    const turn = advisoryLocks.migration;
    await sql`select pg_advisory_lock(${turn}::bigint)`;
    const begun = beginTool(there.folder, 'restore', args, settings);
    const waits = (what: string, by = sql) =>
      until(async () => {
        const found = await by`
          select from pg_stat_activity where datname = 'staffroom' and wait_event_type = 'Lock' and query like ${`%${what}%`}`;
        return found.length > 0;
      });
    await waits('pg_advisory_xact_lock');
    await administer(own.superuserUrl, async (second) => {
      const next = second`select pg_advisory_lock(${turn}::bigint)`.execute();
      await waits('pg_advisory_lock(');
      await sql`select pg_advisory_unlock(${turn}::bigint)`;
      await next;
      await waits('pg_advisory_xact_lock');
      await sql`begin`;
      await sql`lock table graphile_worker._private_jobs in access exclusive mode`;
      await second`select pg_advisory_unlock(${turn}::bigint)`;
      // All rows are there, and not yet committed. Within a transaction one sees who waits as it was at first.
      await waits('graphile_worker.', second);
      const gone = once(begun, 'exit');
      begun.kill('SIGKILL');
      await gone;
      await sql`rollback`;
    });
    expect(await sql`select from users`).toHaveLength(0);
  });
  const replaced = join(there.folder, '.data/replaced');
  const [before = ''] = await readdir(replaced);
  expect((await stat(join(replaced, before))).mode & 0o777).toBe(0o600);
  expect(await tool(there.folder, 'restore', [join(replaced, before)], settings)).toMatchObject({ code: 0 });
  await administer(own.superuserUrl, async (sql) => expect((await sql`select from users`).length).toBeGreaterThan(50));
}, 120_000);

test('ASVS 11.4.4: the key of a sealed backup is made of its passphrase by scrypt; a short one is refused', async () => {
  const [name = ''] = await backups();
  const settings = {
    DATABASE_URL: own.url,
    SECRET_KEY: (await readFile(join(here.folder, '.data/secret-key'), 'utf8')).trim(),
  };
  const sealed = join(shelf, 'by-name');
  const short = join(shelf, 'short');
  await writeFile(short, 'tooshort\n');
  expect(await tool(here.folder, 'backup', ['--to', sealed, '--passphrase-file', short], settings)).toMatchObject({
    code: 1,
    said: expect.stringContaining('A passphrase of fewer than 12 characters'),
  });
  const args = ['--to', sealed, '--passphrase-file', passphrase];
  expect(await tool(here.folder, 'backup', args, settings)).toMatchObject({ code: 0 });
  expect(await tool(here.folder, 'backup', args, settings)).toMatchObject({
    code: 1,
    said: expect.stringContaining(`${sealed} is there already`),
  });
  const content = await readFile(sealed);
  expect(content.toString('latin1', 0, 80)).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S{22} 18\n/);
  const check = (file: string) => tool(here.folder, 'restore', ['--check', file, '--passphrase-file', passphrase]);
  expect(await check(sealed)).toMatchObject({ code: 0, said: expect.stringContaining('is whole') });
  // Sealed and not, cut off and changed.
  for (const [at, file] of [sealed, join(shelf, name)].entries()) {
    const whole = await readFile(file);
    const changed = Buffer.from(whole);
    const middle = whole.length >> 1;
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    for (const broken of [whole.subarray(0, middle), whole.subarray(0, -1), changed]) {
      const copy = join(shelf, `broken-${at}`);
      await writeFile(copy, broken);
      expect(await check(copy)).toEqual({
        code: 1,
        said: expect.stringMatching(/was (cut off or )?changed since it was made|ends too early/),
      });
    }
  }
}, 180_000);

test('a trail that is not whole comes over as it is, is told so, and the exit code is 1', async () => {
  const settings = {
    DATABASE_URL: own.url,
    SECRET_KEY: (await readFile(join(here.folder, '.data/secret-key'), 'utf8')).trim(),
  };
  await administer(own.superuserUrl, (sql) =>
    sql.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql`update audit_events set reason = 'another' where id = (select max(event_id) from audit_seals)`;
    }),
  );
  const file = join(shelf, 'of a broken trail');
  expect(await tool(here.folder, 'backup', ['--to', file], settings)).toMatchObject({ code: 0 });
  expect(await tool(here.folder, 'restore', [file, '--replace'])).toEqual({
    code: 1,
    said: expect.stringMatching(/All of it is in the database now\.[\s\S]*the audit trail is not whole/),
  });
  // Which had been moved away from here.
  await here.start().then((running) => running.end('SIGTERM'));
}, 120_000);
