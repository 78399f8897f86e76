import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { purgeJobs } from '../../src/jobs/purge-jobs.ts';
import { daysAgo } from '../../src/service/purge.ts';
import { useDatabase } from '../kit/database.ts';

const database = useDatabase();
const owner = connect(database.url, { max: 1 });
afterAll(() => owner.close());

test('jobs that were given up long ago go; those that are still tried, or were given up lately, stay', async () => {
  const add = async (name: string, attempts: number, days: number) => {
    await owner.db.execute(sql`select graphile_worker.add_job(${name}, '{}', job_key => ${name})`);
    await owner.db.execute(sql`
      update graphile_worker._private_jobs set attempts = ${attempts}::int, updated_at = now() - ${days}::int * interval '1 day'
      where key = ${name}`);
  };
  const names = async () => {
    const { rows } = await owner.db.execute<{ name: string }>(
      sql`select task_identifier as name from graphile_worker.jobs order by 1`,
    );
    return rows.map((row) => row.name);
  };
  await add('given-up', 25, 100);
  await add('given-up-lately', 25, 80);
  await add('still-tried', 24, 100);
  await add('waits', 0, 100);
  const client = await owner.db.$client.connect();
  try {
    const purge = purgeJobs((run) => run(client), daysAgo(new Date(), 90));
    expect(await purge()).toBe(1);
    expect(await purge()).toBe(0);
  } finally {
    client.release();
  }
  expect(await names()).toEqual(['given-up-lately', 'still-tried', 'waits']);
});
