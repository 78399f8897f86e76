import { randomUUID } from 'node:crypto';
import { getTableColumns } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { learnerGroups, results } from '../../db/schema/index.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool, type School } from '../kit/school.ts';

/** What the database holds of progression data by itself, whatever the program does. */

const database = useDatabase();
let school: School;
let owner: postgres.Sql;
let other: postgres.Sql;
let watcher: postgres.Sql;

beforeAll(async () => {
  owner = postgres(database.url, { max: 1, onnotice: () => {} });
  watcher = postgres(database.url, { max: 1 });
  other = postgres(database.url, { max: 1, onnotice: () => {} });
  school = await aSchool(database.app());
});
afterAll(async () => {
  await owner.end();
  await other.end();
  await watcher.end();
});

const gone = "status = 'deleted', email = null, first_name = null, last_name = null, suspended_from = null";
const suspended = async () => (await school.person({ status: 'suspended', suspendedFrom: 'active' }, ['primary'])).id;

async function group(ownerId: string, sql: postgres.ISql = owner): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into learner_groups (centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
    values (${school.centreId}, 'primary', ${ownerId}, '3B', 3, 'Science', now(), now()) returning id`;
  return row?.id ?? '';
}

test('nobody who holds a group can be deleted, and nobody deleted can be given one', async () => {
  const id = await suspended();
  const held = await group(id);
  const refused = { code: '23503', constraint_name: 'learner_groups_owner_fk' };
  await expect(owner.unsafe(`update users set ${gone} where id = '${id}'`)).rejects.toMatchObject(refused);
  const nobody = await suspended();
  await owner.unsafe(`update users set ${gone} where id = '${nobody}'`);
  await expect(group(nobody)).rejects.toMatchObject(refused);
  await expect(owner`update learner_groups set owner_id = ${nobody} where id = ${held}`).rejects.toMatchObject(refused);
});

test('a deletion that comes while a group is being given waits for it, and is refused', async () => {
  const id = await suspended();
  let deletion: Promise<unknown> | undefined;
  await owner.begin(async (tx) => {
    await group(id, tx);
    deletion = other.unsafe(`update users set ${gone} where id = '${id}'`).then(
      () => 'done',
      (e) => e.constraint_name ?? e,
    );
    // Not in the transaction, which would see the same each time.
    const waits = () =>
      watcher`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'update users%'`;
    await expect.poll(waits, { timeout: 5_000, interval: 20 }).toHaveLength(1);
  });
  expect(await deletion).toBe('learner_groups_owner_fk');
});

test('no group is of another school, on a site without data, or outside of stages 1 to 9', async () => {
  const id = await suspended();
  const stranger = await aSchool(database.app());
  const held = await group(id);
  for (const set of [`centre_id = '${stranger.centreId}'`, "site = 'hub'", 'stage = 10', 'stage = 0', "name = ''"]) {
    await expect(owner.unsafe(`update learner_groups set ${set} where id = '${held}'`)).rejects.toMatchObject({
      code: expect.stringMatching(/^235(03|14)$/),
    });
  }
});

test('a result is of a learner and a test of one group; what is in a group stays in it, and is counted', async () => {
  const id = await suspended();
  const [a, b] = [await group(id), await group(id)];
  const learner = async (groupId: string) =>
    (
      await owner<
        { id: string }[]
      >`insert into learners (group_id, name) values (${groupId}, ${randomUUID()}) returning id`
    )[0]?.id ?? '';
  const [sat] = await owner<{ id: string }[]>`
    insert into tests (group_id, name, taken_on, max_mark) values (${a}, 'Autumn', '2026-09-01', 20) returning id`;
  const add = (learnerId: string) =>
    owner`insert into results (group_id, test_id, learner_id, mark) values (${a}, ${sat?.id ?? ''}, ${learnerId}, 5)`;
  const mine = await learner(a);
  await add(mine);
  await expect(add(await learner(b))).rejects.toMatchObject({ code: '23503' });
  await expect(owner`update tests set group_id = ${b} where group_id = ${a}`).rejects.toMatchObject({
    constraint_name: 'stays_in_group',
  });
  const counts = () => owner`select learners, tests, results from learner_groups where id = ${a}`;
  expect(await counts()).toEqual([{ learners: 1, tests: 1, results: 1 }]);
  await owner`delete from results where learner_id = ${mine}`;
  expect(await counts()).toEqual([{ learners: 1, tests: 1, results: 0 }]);
});

test('a result has no owner: nothing of it is written when it changes hands', () => {
  expect(Object.keys(getTableColumns(results))).toEqual(['groupId', 'testId', 'learnerId', 'mark', 'strandMarks']);
  expect(Object.keys(getTableColumns(learnerGroups))).toContain('ownerId');
});
