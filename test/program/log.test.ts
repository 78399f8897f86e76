import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { harmlessError } from '../../src/program/log.ts';
import { type TestDatabase, testDatabase } from '../kit/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('a failed query is logged without the values that were in it', async () => {
  const secret = 'ben.okafor@riverside.example';
  const error = await database.db.execute(sql`select no_such_function(${secret}::text)`).catch((e: unknown) => e);
  expect(String(error)).toContain(secret);
  const logged = JSON.stringify(harmlessError(error));
  expect(logged).not.toContain(secret);
  expect(logged).toContain('no_such_function');
});
