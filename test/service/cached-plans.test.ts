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
let owner: pg.Client;
let school: School;
let amina: Ctx;

beforeAll(async () => {
  connection = connect(database.appUrl, { max: 1 });
  owner = new pg.Client(database.url);
  await owner.connect();
  school = await aSchool({ ...database.app(), db: connection.db });
  amina = school.as(await school.person({ role: 'coordinator' }));
});
afterAll(async () => {
  await owner.end();
  await connection.close();
});

const asAmina = (): Ctx => ({ ...amina, correlationId: randomUUID() });
const teacher = async () => (await school.person({}, ['hub', 'primary'])).id;

/** How many rows of these tables were read from end to end. */
async function readWhole(tables: string[]): Promise<number> {
  await connection.db.$client.query('select pg_stat_force_next_flush()');
  await connection.db.$client.query('select');
  const { rows } = await owner.query(
    'select sum(seq_tup_read)::int as n from pg_stat_user_tables where relname = any($1)',
    [tables],
  );
  return rows[0].n;
}

/** Does a little until its plans are kept, and then much. @returns how many rows were read from end to end by the second */
async function after(little: () => Promise<unknown>, much: () => Promise<unknown>, tables: string[]): Promise<number> {
  await little();
  await owner.query('analyze');
  for (let i = 0; i < 8; i += 1) await little();
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

test('an import of thousands of results is undone', async () => {
  const bringIn = async (rows: Parameters<typeof resultRows>[0]) => {
    const { importId = '' } = await importRows(asAmina(), { id: await teacher(), rows: resultRows(rows) });
    return importId;
  };
  const little = async () => undoImport(asAmina(), { id: await bringIn([1, 1, 1]) });
  const id = await bringIn([10, 150, 4]);
  expect(await after(little, () => undoImport(asAmina(), { id }), ['learners', 'results'])).toBeLessThan(50_000);
});

test('groups of a thousand learners and more move up, and back', async () => {
  const held = async (rows: Parameters<typeof resultRows>[0]) => {
    const id = await teacher();
    await importRows(asAmina(), { id, rows: resultRows(rows, { stage: 3 }) });
    return id;
  };
  const ids: string[] = [];
  const move = async (id: string) => {
    const promotion = await promoteGroups(asAmina(), { id });
    ids.push(promotion.id);
  };
  const back = () => undoPromotion(asAmina(), { id: ids.pop() ?? '' });
  const little = async () => move(await held([1, 1, 1]));
  const many = await held([10, 150, 1]);
  expect(await after(little, () => move(many), ['learners'])).toBeLessThan(20_000);
  const [large = ''] = ids.splice(-1);
  expect(await after(back, () => undoPromotion(asAmina(), { id: large }), ['learners'])).toBeLessThan(50_000);
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
