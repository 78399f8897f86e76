import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { harmlessError } from '../../src/program/log.ts';
import { useDatabase } from '../kit/database.ts';

const database = useDatabase();

test('a failed query is logged without the values that were in it', async () => {
  const secret = 'ben.okafor@riverside.example';
  const error = await database.db.execute(sql`select no_such_function(${secret}::text)`).catch((e: unknown) => e);
  expect(String(error)).toContain(secret);
  const logged = JSON.stringify(harmlessError(error));
  expect(logged).not.toContain(secret);
  expect(logged).toContain('no_such_function');
});
