import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import { type Queue, startQueue } from '../../src/jobs/queue.ts';
import type { App } from '../../src/service/context.ts';
import { queueJobs } from '../../src/service/jobs.ts';
import { noteDone } from '../../src/service/note-done.ts';
import { type OwnPostgres, ownPostgres } from '../kit/postgres.ts';
import { type DatabaseProxy, proxyTo } from '../kit/slow-database.ts';
import { until } from '../kit/until.ts';

/** The queue, whose database falls while jobs are carried out. */

let server: OwnPostgres;
let proxy: DatabaseProxy;
let owner: Connection;
let app: App;
let queue: Queue;
const lines: { level: number; msg: string }[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
/** Jobs that never end, for as long as this is set. */
let isEndless = false;
let begun = 0;

beforeAll(async () => {
  server = await ownPostgres();
  await migrate(server.url);
  proxy = await proxyTo(server.url);
  owner = connect(server.url);
  app = { db: owner.db, clock: () => new Date(), secretKey: Buffer.alloc(32), publicUrl: 'https://x.example' };
  await owner.db.execute(sql`create table effects (id uuid, at timestamptz default now())`);
});
beforeEach(async () => {
  lines.length = 0;
  isEndless = false;
  begun = 0;
  queue = await aCopy();
});
afterEach(() => queue.stop(100));
afterAll(async () => {
  await owner.close();
  await proxy.close();
  await server.close();
});

const aCopy = () =>
  startQueue({
    url: proxy.url,
    app,
    log,
    rescueEveryMs: 100,
    deadAfterMs: 1_500,
    answerMs: 1_000,
    tasks: { forgotten: ({ correlationId }) => carryOut(correlationId) },
  });

/** Has one effect, however often it is begun. */
async function carryOut(id: string): Promise<void> {
  begun += 1;
  if (isEndless) await new Promise(() => {});
  await delay(Math.random() * 30);
  await noteDone(() =>
    owner.db.execute(
      sql`insert into effects (id) select ${id} where not exists (select from effects where id = ${id})`,
    ),
  );
}

async function addJob(id: string): Promise<void> {
  await noteDone(() =>
    owner.db.transaction((tx) =>
      queueJobs(tx, [{ task: 'forgotten', payload: { userId: null, correlationId: id }, key: id }]),
    ),
  );
}

const effects = async () =>
  (await owner.db.execute<{ id: string }>(sql`select id from effects`)).rows.map(({ id }) => id);
const jobsLeft = async () =>
  (await owner.db.execute<{ n: number }>(sql`select count(*)::int as n from graphile_worker.jobs`)).rows[0]?.n ?? -1;

test.each<[string, () => Promise<unknown>]>([
  ['all are cut off', () => server.terminateAll()],
  [
    'the server is killed, and begun anew',
    async () => {
      await server.kill();
      await server.start();
    },
  ],
  ['the cable is cut', async () => proxy.mute()],
])('comes back when %s, and each job has one effect', async (_, fall) => {
  const ids: string[] = Array.from({ length: 60 }, () => randomUUID());
  const adding = ids.slice(0, 40).reduce((before, id) => before.then(() => addJob(id)), Promise.resolve());
  await until(() => begun > 10);
  await fall();
  await adding;
  for (const id of ids.slice(40)) await addJob(id);
  await until(async () => (await jobsLeft()) === 0, 10_000);
  await until(() => queue.healthy(), 10_000);
  const done = (await effects()).filter((id) => ids.includes(id));
  expect(done.sort()).toEqual(ids.sort());
  expect(lines.filter(({ level }) => level > 40)).toEqual([]);
  // Said once by each fall; on a busy machine the answers may be late once more.
  expect(lines.length).toBeLessThanOrEqual(2);
});

test('says that it takes no jobs while nothing answers, or nothing can be written; and is well again by itself', async () => {
  expect(queue.healthy()).toBe(true);
  await server.freeze();
  await until(() => !queue.healthy());
  await server.thaw();
  await until(() => queue.healthy());
  await server.readOnly(true);
  await until(() => !queue.healthy());
  await delay(1_200);
  expect(queue.healthy()).toBe(false);
  await server.readOnly(false);
  await until(() => queue.healthy());
  const id = randomUUID();
  await addJob(id);
  await until(async () => (await effects()).includes(id));
});

test('says so once where a look for jobs is refused, and looks again', async () => {
  await owner.db.execute(
    sql`alter table graphile_worker._private_jobs add constraint refused check (locked_by is null) not valid`,
  );
  const id = randomUUID();
  await addJob(id);
  await until(() => !queue.healthy());
  await delay(1_200);
  expect(queue.healthy()).toBe(false);
  expect(lines).toHaveLength(1);
  await owner.db.execute(sql`alter table graphile_worker._private_jobs drop constraint refused`);
  await until(async () => (await effects()).includes(id));
  await until(() => queue.healthy());
});

test('goes on beside a job that does not end, which no copy begins while it is in hand', async () => {
  isEndless = true;
  await addJob(randomUUID());
  await until(() => begun === 1);
  isEndless = false;
  await server.terminateAll();
  const id = randomUUID();
  await addJob(id);
  await until(async () => (await effects()).includes(id), 5_000);
  const other = await aCopy();
  await server.terminateAll();
  // Longer than one has to be dead.
  await delay(2_000);
  expect(begun).toBe(2);
  expect(await jobsLeft()).toBe(1);
  await other.stop(100);
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
});

test('what failed is tried again as soon as the database is back; what waits for its own time waits', async () => {
  const [failed, later] = [randomUUID(), randomUUID()];
  await queue.stop(1_000);
  await addJob(failed);
  await addJob(later);
  await owner.db.execute(sql`update graphile_worker._private_jobs set run_at = now() + interval '1 hour'`);
  await owner.db.execute(sql`update graphile_worker._private_jobs set attempts = 5 where key = ${failed}`);
  queue = await aCopy();
  await server.terminateAll();
  await until(async () => (await jobsLeft().catch(() => -1)) === 1);
  const done = await effects();
  expect([done.includes(failed), done.includes(later)]).toEqual([true, false]);
});
