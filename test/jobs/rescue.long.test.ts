import { sql } from 'drizzle-orm';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import { indexQueue } from '../../db/queue-index.ts';
import { findDead, freeJobs, keepTrying } from '../../src/jobs/rescue.ts';
import { useDatabase } from '../kit/database.ts';

/** What every copy of the program looks for every few seconds is found by an index, however many jobs wait. */

const database = useDatabase();
let owner: Connection;
let client: pg.PoolClient;

beforeAll(async () => {
  owner = connect(database.url, { max: 2 });
  client = await owner.db.$client.connect();
  await owner.db.execute(sql`insert into graphile_worker._private_tasks (identifier) values ('send-mail')`);
  await owner.db.execute(sql`
    insert into graphile_worker._private_jobs (task_id, payload, attempts, locked_at, locked_by)
    select id, '{"mailId": "00000000-0000-0000-0000-000000000000"}',
      case when i % 5000 = 1 then 7 when i % 5000 = 2 then 1 else 0 end,
      case when i % 5000 = 2 then now() end, case when i % 5000 = 2 then 'pool-' || i end
    from graphile_worker._private_tasks, generate_series(1, 20000) i`);
  await owner.db.execute(sql`vacuum analyze graphile_worker._private_jobs`);
});
afterAll(async () => {
  client.release();
  await owner.close();
});

/** How many blocks of the table and its indexes were read for it. */
async function blocksRead(look: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await owner.db.execute<{ n: number }>(sql`
      select (heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read)::int as n
      from pg_statio_user_tables where relname = '_private_jobs'`);
    return rows[0]?.n ?? 0;
  };
  const before = await count();
  await look();
  return (await count()) - before;
}

test('finds the jobs of the dead, and those that failed often', async () => {
  let dead: string[] = [];
  const finding = await blocksRead(async () => {
    dead = await findDead(client, ['pool-2']);
  });
  expect(dead.sort()).toEqual(['pool-10002', 'pool-15002', 'pool-5002']);
  expect(finding).toBeLessThan(30);
  // Four are set free, and four are set back to fewer tries, which writes into each index.
  expect(await blocksRead(() => freeJobs(client, [...dead, 'pool-2']))).toBeLessThan(100);
  expect(await blocksRead(() => keepTrying(client))).toBeLessThan(100);
  expect(await blocksRead(() => keepTrying(client))).toBeLessThan(10);
  const { rows } = await owner.db.execute(
    sql`select from graphile_worker.jobs where attempts > 5 or locked_by is not null`,
  );
  expect(rows).toEqual([]);
});

test('a start makes the index anew where it is gone', async () => {
  await owner.db.execute(sql`drop index graphile_worker.staffroom_jobs_to_rescue`);
  expect(await blocksRead(() => findDead(client, []))).toBeGreaterThan(200);
  for (let start = 0; start < 2; start += 1) await indexQueue(owner.db);
  expect(await blocksRead(() => findDead(client, []))).toBeLessThan(10);
});
