import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../../db/connect.ts';
import { type EmbeddedPostgres, removeEmbedded, startEmbedded } from '../../../db/embedded/embedded.ts';
import { migrate } from '../../../db/migrate.ts';
import { importRows } from '../../../src/service/progression/import.ts';
import { compiled } from '../../kit/compiled.ts';
import { aSchool } from '../../kit/school.ts';
import { letServerIn } from '../../kit/server-folder.ts';
import { resultRows } from './people.ts';

/** A crash at any point of a transfer leaves all or nothing. PostgreSQL is one of its own, since it is killed too. */

const groups = 30;

let script: string;
let root: string;
let dir: string;
let server: EmbeddedPostgres;
let connection: Connection;
let people: { centreId: string; by: string; pair: [string, string] };

beforeAll(async () => {
  script = await compiled(new URL('transfer-endlessly.ts', import.meta.url));
  root = await mkdtemp(join(tmpdir(), 'staffroom-crash-'));
  await letServerIn(root);
  dir = join(root, 'postgres');
  server = await startEmbedded({ dir, durable: true, database: 'staffroom' });
  await migrate(server.url);
  connection = connect(server.url);
  const app = {
    db: connection.db,
    clock: () => new Date(),
    secretKey: randomBytes(32),
    publicUrl: 'https://x.example',
  };
  const school = await aSchool(app);
  const amina = await school.person({ role: 'coordinator' });
  const [ben, ada] = [await school.person({}, ['primary']), await school.person({}, ['primary'])];
  await importRows(school.as(amina), { id: ben.id, rows: resultRows([groups, 5, 4]) });
  people = { centreId: school.centreId, by: amina.id, pair: [ben.id, ada.id] };
});
afterAll(async () => {
  await connection.close();
  await server.stop();
  await removeEmbedded(dir);
  await rm(root, { recursive: true, force: true });
  await rm(script);
});

/** A process that hands everything to and fro; the promise is for its first transfer. */
async function transferring([from, to]: [string, string]): Promise<ChildProcess> {
  const args = [script, server.url, people.centreId, people.by, from, to];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

/** Holds what is there against itself. @returns who holds it all */
async function check(): Promise<[string, string]> {
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  try {
    const owners = await sql<{ owner: string; n: number; results: number }[]>`
      select owner_id as owner, count(*)::int as n, sum(results)::int as results from learner_groups group by 1`;
    const [one] = owners;
    expect(owners).toEqual([{ owner: one?.owner, n: groups, results: groups * 20 }]);
    // Each transfer has its event, its two mails and its four jobs; and no event, mail or job is without it.
    const [counted] = await sql`
      select (select count(*) from transfers)::int as transfers,
        (select count(*) from audit_events where action = 'data.transfer')::int as events,
        (select count(*) from mails)::int as mails,
        (select count(*) from graphile_worker.jobs)::int as jobs`;
    const { transfers } = counted as { transfers: number };
    expect(counted).toEqual({ transfers, events: transfers, mails: 2 * transfers, jobs: 4 * transfers });
    const [last] = await sql`select to_id from transfers order by at desc limit 1`;
    expect(last?.to_id).toBe(one?.owner);
    const [a, b] = people.pair;
    return one?.owner === a ? [a, b] : [b, a];
  } finally {
    await sql.end();
  }
}

test.each([0, 3, 7, 12, 20, 31])('ASVS 2.3.3: the process is killed %i ms into its work', async (ms) => {
  const child = await transferring(await check().catch(() => people.pair));
  await delay(ms);
  child.kill('SIGKILL');
  await once(child, 'exit');
  // What it had begun is undone as soon as PostgreSQL sees that it is gone.
  await expect.poll(() => check().then(() => 'whole'), { timeout: 10_000 }).toBe('whole');
});

test.each([0, 5, 11, 23])('PostgreSQL is killed %i ms into the work', async (ms) => {
  const child = await transferring(await check());
  await delay(ms);
  const [pid] = (await readFile(join(dir, 'cluster/data/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  await once(child, 'exit');
  const before = server;
  server = await startEmbedded({ dir, durable: true, database: 'staffroom' });
  await before.stop();
  await check();
});

test('what was said to be done is there after the kill', async () => {
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  const count = async () => (await sql<{ n: number }[]>`select count(*)::int as n from transfers`)[0]?.n ?? 0;
  const before = await count();
  const child = await transferring(await check());
  let said = 1;
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString().split('done').length - 1;
  });
  await expect.poll(() => said, { timeout: 10_000 }).toBeGreaterThan(5);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await count()).toBeGreaterThanOrEqual(before + said);
  await sql.end();
  await check();
});

test.each(['learner_groups', 'transfers', 'mails', 'graphile_worker._private_jobs', 'audit_events'])(
  'the process is killed in the middle, about to write to %s',
  async (table) => {
    const holder = postgres(server.url, { max: 1, onnotice: () => {} });
    const watcher = postgres(server.url, { max: 1, onnotice: () => {} });
    const child = await transferring(await check());
    await holder.begin(async (tx) => {
      await tx.unsafe(`lock table ${table} in share row exclusive mode`);
      const waiting = () => watcher`select 1 from pg_stat_activity where wait_event_type = 'Lock'`;
      await expect.poll(waiting, { timeout: 10_000, interval: 20 }).toHaveLength(1);
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    await holder.end();
    await watcher.end();
    await expect.poll(() => check().then(() => 'whole'), { timeout: 10_000 }).toBe('whole');
  },
);
