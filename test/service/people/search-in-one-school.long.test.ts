import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../db/connect.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { findPerson, searchPeople } from '../../../src/service/people/find.ts';
import { useDatabase } from '../../kit/database.ts';
import { addCentre, addUser } from '../../kit/people.ts';

/** A search in a small school does not read the names of a large one in the same database, nor its mistyped names. */

const small = 400;
const large = 40_000;

const database = useDatabase();
// One connection, so that what it has read is counted before the count is asked for.
const owner = connect(database.url, { max: 1, patient: true });
let ctx: Ctx;

beforeAll(async () => {
  const [{ id: centreId }, { id: other }] = [await addCentre(owner.db), await addCentre(owner.db)];
  const { id } = await addUser(owner.db, centreId, { role: 'coordinator', firstName: 'Zoe', lastName: 'Quill' });
  ctx = {
    ...database.app(),
    db: owner.db,
    workspaceId: null,
    correlationId: randomUUID(),
    actor: { id, centreId, role: 'coordinator', siteAdminOf: [] },
  };
  // Without triggers, and the index is made afterwards: both would take most of the time. The names are those of
  // both schools alike.
  await owner.db.execute(sql`set session_replication_role = replica`);
  const [index] = await owner.db
    .select({ made: sql<string>`pg_get_indexdef('users_search'::regclass)` })
    .from(sql`(select) one`);
  await owner.db.execute(sql`drop index users_search`);
  await owner.db.execute(sql`
    insert into users (centre_id, first_name, last_name, email, status)
    select case when i between ${large / 2} and ${large / 2 + small - 1} then ${centreId}::uuid else ${other}::uuid end,
      (array['Amara', 'Bente', 'Chidi', 'Dalia', 'Emeka', 'Farid', 'Greta', 'Hanif', 'Ingrid', 'Jonas'])[1 + i % 10],
      (array['Okafor', 'Lindqvist', 'Rahman', 'Petrova', 'Mensah', 'Castillo', 'Novak'])[1 + i % 7] || ' ' || substr(md5(i::text), 1, 4),
      md5(i::text) || i || '@mixed.example', 'active'
    from generate_series(1, ${large}) i`);
  await owner.db.execute(sql.raw(index?.made ?? ''));
  await owner.db.execute(sql`reset session_replication_role`);
  await owner.db.execute(sql`vacuum analyze users`);
}, 60_000);
afterAll(() => owner.close());

/** How many entries of the search's index led to a person, whoever that is. */
async function entriesReadBy(run: () => Promise<unknown>): Promise<number> {
  const before = await entriesRead();
  await run();
  return (await entriesRead()) - before;
}

async function entriesRead(): Promise<number> {
  await owner.db.execute(sql`select pg_stat_force_next_flush()`);
  const n = sql<number>`(select idx_tup_read::int from pg_stat_user_indexes where indexrelname = 'users_search')`;
  const [row] = await owner.db.select({ n }).from(sql`(select) one`);
  if (!row) throw new Error('nothing was counted');
  return row.n;
}

test.each<[string, () => Promise<unknown>]>([
  ['parts of a name', () => findPerson(ctx, { ref: 'ingrid lindqvist' })],
  ['parts of a name, while typing', () => searchPeople(ctx, { words: 'ingr lindq' })],
  ['a mistyped name', () => findPerson(ctx, { ref: 'Okafour' })],
  ['two mistyped names', () => findPerson(ctx, { ref: 'Ingirt Linqdvist' })],
])('%s leads to people of the own school alone', async (_, run) => {
  const entries = await entriesReadBy(run);
  expect(entries).toBeGreaterThan(0);
  expect(entries).toBeLessThanOrEqual(small);
});
