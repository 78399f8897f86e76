import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import { useDatabase } from '../kit/database.ts';
import { cardOf, type Talk, talking } from './talk.ts';

/** As `test/service/kept-plans.test.ts`, of what is asked for in chat: what does not depend on the words that someone looks for is planned once. */

const database = useDatabase();
let connection: Connection;
let talk: Talk;

beforeAll(async () => {
  connection = connect(database.appUrl, { max: 1 });
  talk = await talking({ ...database.app(), db: connection.db });
  const owner = new pg.Client(database.url);
  await owner.connect();
  // Of so many, one is looked for by an index, and is cheaper than ten; among a few there is no difference.
  await owner.query(
    `insert into users (centre_id, first_name, last_name, email, role, status)
     select id, 'Some', 'Body', gen_random_uuid() || '@many.example', 'teacher', 'active' from centres, generate_series(1, 2000)`,
  );
  await owner.query('analyze');
  await owner.end();
  await connection.db.$client.query('set enable_seqscan = off');
});
afterAll(() => connection.close());

test.each([
  'show ben.okafor@riverside.example',
  'show <@teacher>',
  'show ben okafor',
  'suspend ben.okafor@riverside.example',
  'edit ben.okafor@riverside.example',
  'whoami',
  'list',
  'list teachers',
  'help',
  'requests',
  'my-requests',
  'usage',
  'audit',
])('%s has no plan made after the fifth', async (line) => {
  for (let i = 0; i < 9; i += 1) await talk.say('coordinator', line);
  expect(await plannedAnew()).toEqual([]);
});

test('nor has a button about someone', async () => {
  const card = cardOf(await talk.say('coordinator', 'list teachers'));
  const action = card.rows?.[0]?.buttons?.find(({ action }) => action.verb === 'show')?.action;
  if (!action) throw new Error('no button');
  for (let i = 0; i < 9; i += 1) await talk.press('coordinator', action);
  expect(await plannedAnew()).toEqual([]);
});

async function plannedAnew(): Promise<string[]> {
  const { rows } = await connection.db.$client.query<{ statement: string }>(
    'select statement from pg_prepared_statements where custom_plans > 5 and generic_plans = 0',
  );
  return rows.map(({ statement }) => statement);
}
