import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import type { Ctx } from '../../src/service/context.ts';
import { addPeople } from '../../src/service/people/add.ts';
import { importRows } from '../../src/service/progression/import.ts';
import { promoteGroups } from '../../src/service/progression/promote.ts';
import { undoImport } from '../../src/service/progression/undo-import.ts';
import { undoPromotion } from '../../src/service/progression/undo-promotion.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool, type School } from '../kit/school.ts';
import { resultRows } from './progression/people.ts';

/** A session that has long worked with next to nothing brings in much: its plans are of tables of one page, which are read whole. */

const database = useDatabase();
let connection: Connection;
let another: Connection;
let owner: pg.Client;
let school: School;
let amina: Ctx;

beforeAll(async () => {
  connection = connect(database.appUrl, { max: 1 });
  another = connect(database.appUrl, { max: 1 });
  owner = new pg.Client(database.url);
  await owner.connect();
  school = await aSchool({ ...database.app(), db: connection.db });
  amina = school.as(await school.person({ role: 'coordinator' }));
});
afterAll(async () => {
  await owner.end();
  await connection.close();
  await another.close();
});

const asAmina = (): Ctx => ({ ...amina, correlationId: randomUUID() });
const elsewhere = (): Ctx => ({ ...asAmina(), db: another.db });
const teacher = async () => (await school.person({}, ['hub', 'primary'])).id;

/** How many rows of these tables were read from end to end. */
async function readWhole(tables: string[]): Promise<number> {
  // Of either session, whose counts would else come when it has been idle for ten seconds: in the middle of what is counted next.
  for (const { db } of [connection, another]) {
    await db.$client.query('select pg_stat_force_next_flush()');
    await db.$client.query('select');
  }
  const { rows } = await owner.query(
    'select sum(seq_tup_read)::int as n from pg_stat_user_tables where relname = any($1)',
    [tables],
  );
  return rows[0].n;
}

/**
 * Does a little until its plans are kept, and then much.
 *
 * @param between what is done before that on other connections
 * @returns how many rows were read from end to end by the second
 */
async function after(
  little: () => Promise<unknown>,
  much: () => Promise<unknown>,
  tables: string[],
  between: () => Promise<unknown> = async () => {},
): Promise<number> {
  await owner.query('truncate results, tests, learners, learner_groups');
  await little();
  await owner.query('analyze');
  for (let i = 0; i < 8; i += 1) await little();
  await between();
  const before = await readWhole(tables);
  await much();
  return (await readWhole(tables)) - before;
}

test('an import of thousands of results', async () => {
  const little = async () => importRows(asAmina(), { id: await teacher(), rows: resultRows([1, 1, 1]) });
  const id = await teacher();
  const much = () => importRows(asAmina(), { id, rows: resultRows([10, 150, 4]) });
  expect(await after(little, much, ['learners'])).toBeLessThan(20_000);
});

type Size = Parameters<typeof resultRows>[0];

const held = async (ctx: Ctx, size: Size) => {
  const id = await teacher();
  await importRows(ctx, { id, rows: resultRows(size, { stage: 3 }) });
  return id;
};

test('groups of more than a thousand learners move up a year', async () => {
  let large = '';
  const rows = await after(
    async () => promoteGroups(asAmina(), { id: await held(asAmina(), [1, 1, 1]) }),
    () => promoteGroups(asAmina(), { id: large }),
    ['learners'],
    async () => {
      large = await held(elsewhere(), [10, 150, 1]);
    },
  );
  expect(rows).toBeLessThan(50_000);
});

test('that groups of more than a thousand learners moved up is undone', async () => {
  const moved = async (ctx: Ctx, size: Size) => (await promoteGroups(ctx, { id: await held(ctx, size) })).id;
  let large = '';
  const rows = await after(
    async () => undoPromotion(asAmina(), { id: await moved(asAmina(), [1, 1, 1]) }),
    () => undoPromotion(asAmina(), { id: large }),
    ['learners'],
    async () => {
      large = await moved(elsewhere(), [10, 150, 1]);
    },
  );
  expect(rows).toBeLessThan(50_000);
});

test('a bulk add', async () => {
  const rows = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      firstName: 'New',
      lastName: `Comer ${i}`,
      email: `${randomUUID()}@plans.example`,
      role: 'teacher' as const,
      programmes: ['primary' as const],
      siteAdminOf: [],
    }));
  const add = (n: number) => () => addPeople(asAmina(), { rows: rows(n) });
  expect(await after(add(1), add(1_500), ['users', 'links', 'mails'])).toBeLessThan(20_000);
});

test('the other way round: where there is much, a few results that come or go after many are looked up by themselves', async () => {
  await owner.query('truncate results, tests, learners, learner_groups');
  await owner.query(
    `insert into learner_groups (centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
     select $1, 'primary', $2, 'G' || i, 3, 'Science', now(), now() from generate_series(1, 2000) i`,
    [school.centreId, await teacher()],
  );
  await owner.query(
    `insert into learners (group_id, name) select id, 'L' || i from learner_groups, generate_series(1, 10) i`,
  );
  await owner.query(
    `insert into tests (group_id, name, taken_on, max_mark)
     select id, 'T' || i, '2026-01-01', 20 from learner_groups, generate_series(1, 4) i`,
  );
  await owner.query(
    `insert into results (group_id, test_id, learner_id, mark)
     select group_id, t.id, l.id, 5 from tests t join learners l using (group_id)`,
  );
  await owner.query('analyze');
  const thereAndBack = async (size: Size) => {
    const { importId = '' } = await importRows(asAmina(), { id: await teacher(), rows: resultRows(size) });
    await undoImport(asAmina(), { id: importId });
  };
  const tables = ['learners', 'tests', 'results'];
  const before = await readWhole(tables);
  await thereAndBack([10, 100, 10]);
  await thereAndBack([1, 1, 1]);
  expect(await readWhole(tables)).toBe(before);
});
