import { expect, test } from 'vitest';
import { useDatabase } from '../kit/database.ts';
import { asked } from '../kit/statements.ts';
import { useTalk } from './talk.ts';

/** How many statements an answer takes: a new one is seen here. Who asks is one of them. */

const database = useDatabase();
const app = database.app();
const talk = useTalk(app);

test.each([
  ['show ben.okafor@riverside.example', 3],
  ['whoami', 2],
  ['list', 3],
  ['list teachers', 3],
  ['help', 4],
  ['requests', 3],
  ['my-requests', 2],
])('%s', async (line, statements) => {
  // What a connection is asked once, and what is remembered, is not what is counted.
  await talk.say('coordinator', line);
  const { alone, transactions } = await asked(app.db, () => talk.say('coordinator', line));
  expect(transactions).toEqual([]);
  expect(alone.length, alone.join('\n\n')).toBe(statements);
});
