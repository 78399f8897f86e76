import pg from 'pg';
import { expect } from 'vitest';
import type { Connection } from '../../db/connect.ts';

/**
 * PostgreSQL makes five plans that know the values, and keeps making them where one that does not know them looks dearer. Of so many
 * people one is looked for by an index, and is cheaper than ten; among a few there is no difference.
 *
 * @param url of the tables' owner
 * @param connection of one session, which is to take indexes however few there are
 * @param isSmall whether the school is a small one beside a large: a plan that knows its id expects fewer people than one that doesn't
 */
export async function fillForPlans(url: string, connection: Connection, isSmall = false): Promise<void> {
  const owner = new pg.Client(url);
  await owner.connect();
  if (isSmall) await owner.query(`insert into centres (name, number, support_contact) values ('Large', 'IN998', 'IT')`);
  await owner.query(
    `insert into users (centre_id, first_name, last_name, email, role, status)
     select id, 'Some', 'Body', gen_random_uuid() || '@many.example', 'teacher', 'active'
     from centres, generate_series(1, case number when 'IN998' then 20000 else $1::int end)`,
    [isSmall ? 200 : 2_000],
  );
  await owner.query('analyze');
  await owner.end();
  await connection.db.$client.query('set enable_seqscan = off');
}

/** Nothing that this session asked for more than five times is planned at each call still. */
export async function expectPlansKept({ db }: Connection): Promise<void> {
  const { rows } = await db.$client.query<{ statement: string }>(
    'select statement from pg_prepared_statements where custom_plans > 5 and generic_plans = 0',
  );
  expect(rows.map(({ statement }) => statement)).toEqual([]);
}
