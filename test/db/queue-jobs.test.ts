import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { useDatabase } from '../kit/database.ts';

const database = useDatabase();
const sql = postgres(database.url, { max: 1, onnotice: () => {} });
afterAll(() => sql.end());

test.each([
  ['an empty queue', ''],
  ['one that was looked at while it was empty', 'vacuum analyze graphile_worker._private_jobs'],
])(
  'a job is added to %s without reading those that wait, also by a connection that added its first while none did',
  async (_, before) => {
    await sql`delete from graphile_worker._private_jobs`;
    await sql.unsafe(before);
    // A connection with no plans yet.
    const own = postgres(database.url, { max: 1, onnotice: () => {} });
    const add = (jobs: number, on: postgres.ISql = own) => on`
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
    await own.begin(async (on) => {
      const before = await read(on);
      await add(1, on);
      expect((await read(on)) - before).toBeLessThan(10);
    });
    await own.end();
  },
);
