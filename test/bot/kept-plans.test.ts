import { afterAll, beforeAll, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import { useDatabase } from '../kit/database.ts';
import { expectPlansKept, fillForPlans } from '../kit/kept-plans.ts';
import { cardOf, type Talk, talking } from './talk.ts';

/** As `test/service/kept-plans.test.ts`, of what is asked for in chat: what does not depend on the words that someone looks for is planned once. */

const database = useDatabase();
let connection: Connection;
let talk: Talk;

beforeAll(async () => {
  connection = connect(database.appUrl, { max: 1 });
  talk = await talking({ ...database.app(), db: connection.db });
  await fillForPlans(database.url, connection);
});
afterAll(() => connection.close());

test.each([
  'show ben.okafor@riverside.example',
  'show <@teacher>',
  'show ben okafor',
  'suspend ben.okafor@riverside.example',
  'reactivate arjun.iyer@riverside.example',
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
  await expectPlansKept(connection);
});

test('nor has a button about someone', async () => {
  const card = cardOf(await talk.say('coordinator', 'list teachers'));
  const action = card.rows?.[0]?.buttons?.find(({ action }) => action.verb === 'show')?.action;
  if (!action) throw new Error('no button');
  for (let i = 0; i < 9; i += 1) await talk.press('coordinator', action);
  await expectPlansKept(connection);
});

test.each(['list', 'list teachers', 'help', 'whoami'])('nor has a site admin’s %s', async (line) => {
  for (let i = 0; i < 9; i += 1) await talk.say('site-admin', line);
  await expectPlansKept(connection);
});
