import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { readSchema } from '../../db/read-schema.ts';
import { useDatabase } from '../kit/database.ts';

const database = useDatabase();
const sql = postgres(database.url, { max: 1 });
afterAll(() => sql.end());

test('schema.sql shows the database as the migrations make it', async () => {
  const shown = readFileSync(new URL('../../db/schema.sql', import.meta.url), 'utf8');
  expect(await readSchema(sql), 'db/schema.sql is out of date: run npm run schema, and read what changed.').toBe(shown);
});

test('every function says what it is for', async () => {
  const silent = await sql`
    select proname from pg_proc p where pronamespace = 'public'::regnamespace and obj_description(p.oid) is null
      and not exists (select from pg_depend where objid = p.oid and deptype = 'e')`;
  expect(silent, 'Say in the migration what the function is for: COMMENT ON FUNCTION … IS …').toEqual([]);
});
