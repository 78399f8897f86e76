import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { useDatabase } from '../kit/database.ts';

const database = useDatabase();

test.each([
  ['work', false, '30s'],
  ['migrating', true, '0'],
])('the limits of time for %s', async (_what, patient, limit) => {
  const { db, close } = connect(database.appUrl, { patient });
  const {
    rows: [found],
  } = await db.execute(
    sql`select current_setting('statement_timeout') as statement,
          current_setting('idle_in_transaction_session_timeout') as idle`,
  );
  await close();
  expect(found).toEqual({ statement: limit, idle: limit });
});

test('the server keeps statements, but searches, whose plan is for what they look for', async () => {
  const { db, close } = connect(database.appUrl, { max: 1 });
  const like = `%${'o'}%`;
  await db.execute(sql`select id from users where id = ${randomUUID()}`);
  await db.execute(sql`select id from users where first_name ilike ${like}`);
  await db.execute(sql`select id from users where ${'Jo'} <% last_name`);
  const { rows } = await db.execute(sql`select statement from pg_prepared_statements`);
  await close();
  expect(rows).toEqual([{ statement: 'select id from users where id = $1' }]);
});
