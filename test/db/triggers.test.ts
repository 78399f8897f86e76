import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { useDatabase } from '../kit/database.ts';

/** Triggers that act (mark, count, queue) are named where something sets them off, so that whoever reads it knows. */

const database = useDatabase();
const sql = postgres(database.url, { max: 1 });
afterAll(() => sql.end());

/** Changes of a table that set a trigger off, for nothing: of columns that no site is told of. */
const toNoEffect = ['mail/mark.ts', 'second-factor/check.ts', 'sign-in/check-password.ts'];

const writes = /\b(insert\s+into|delete\s+from|update\s+\w+(\s+\w+)?\s+set|graphile_worker\.add_jobs)\b/i;

interface Acting {
  name: string;
  table: string;
  events: ('insert' | 'update' | 'delete')[];
}

/** The triggers whose function, or one that it calls, writes elsewhere. */
async function actingTriggers(): Promise<Acting[]> {
  const bodies = await sql<{ name: string; body: string }[]>`
    select proname as name, prosrc as body from pg_proc where pronamespace = 'public'::regnamespace`;
  const acts = (name: string): boolean => {
    const body = bodies.find((f) => f.name === name)?.body ?? '';
    return writes.test(body) || bodies.some((f) => f.name !== name && body.includes(`${f.name}(`) && acts(f.name));
  };
  const triggers = await sql<Acting[]>`
    select proname as name, tgrelid::regclass::text as table, array_remove(array[
        case when tgtype & 4 > 0 then 'insert' end, case when tgtype & 8 > 0 then 'delete' end,
        -- Not those of single columns: what a statement sets can't be seen from here.
        case when tgtype & 16 > 0 and tgattr::text = '' then 'update' end], null) as events
    from pg_trigger join pg_proc p on p.oid = tgfoid where not tgisinternal`;
  return triggers.filter(({ name }) => acts(name));
}

const folder = new URL('../../src/service/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), source: readFileSync(new URL(name, folder), 'utf8') }));

function setsOff(source: string, { table, events }: Acting): boolean {
  const object = table.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const verbs = { insert: 'insert into', delete: 'delete from', update: 'update' };
  return events.some((event) => new RegExp(`\\.${event}\\(${object}\\)|\\b${verbs[event]} ${table}\\b`).test(source));
}

test('who sets off a trigger that acts names it', async () => {
  const triggers = await actingTriggers();
  expect([...new Set(triggers.map((t) => t.name))].sort()).toEqual([
    'await_seal',
    'cancel_access_ends',
    'cancel_invite_plans',
    'count_progression',
    'keep_site_visits',
    'mark_site_admins',
    'mark_users',
    'programmes_changed',
    'queue_provision',
  ]);
  const silent = files.flatMap(({ name, source }) => {
    const said = (source.match(/\/\*\*[\s\S]*?\*\//g) ?? []).join();
    return triggers
      .filter((t) => setsOff(source, t) && !said.includes(`\`${t.name}\``) && !toNoEffect.includes(name))
      .map((t) => `src/service/${name} writes to ${t.table}, and names ${t.name} in no docstring`);
  });
  expect(silent, 'Say in the docstring of the use case what the database does by itself (db/schema.sql).').toEqual([]);
});

test('each is set off by somebody', async () => {
  for (const { name } of await actingTriggers())
    expect(files.filter(({ source }) => source.includes(`\`${name}\``)).map((f) => f.name)).not.toEqual([]);
});
