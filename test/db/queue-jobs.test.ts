import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { useDatabase } from '../kit/database.ts';

const database = useDatabase();
const sql = postgres(database.url, { max: 1, onnotice: () => {} });
afterAll(() => sql.end());

test('a job is added without reading those that wait, also by a connection that added its first while none did', async () => {
  const add = (jobs: number, on: postgres.ISql = sql) => on`
    select queue_jobs((
      select jsonb_agg(jsonb_build_object('task', 'show-request', 'payload', '{}'::jsonb, 'key', gen_random_uuid(), 'queue', 'q'))
      from generate_series(1, ${jobs}::int)
    ))`;
  const read = async (on: postgres.ISql) => {
    const [of] = await on<{ read: number }[]>`
      select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_all_tables where relname = '_private_jobs'`;
    return of?.read ?? 0;
  };
  await add(1);
  await add(3_000);
  await sql.begin(async (on) => {
    const before = await read(on);
    await add(1, on);
    expect((await read(on)) - before).toBeLessThan(10);
  });
});
