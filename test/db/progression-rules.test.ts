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

async function learner(groupId: string, sql: postgres.ISql = owner): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into learners (group_id, name) values (${groupId}, ${randomUUID()}) returning id`;
  return row?.id ?? '';
}

async function sat(groupId: string): Promise<string> {
  const [row] = await owner<{ id: string }[]>`
    insert into tests (group_id, name, taken_on, max_mark) values (${groupId}, ${randomUUID()}, '2026-09-01', 20) returning id`;
  return row?.id ?? '';
}

const add = (groupId: string, testId: string, learnerIds: string[], sql: postgres.ISql = owner) =>
  sql`insert into results (group_id, test_id, learner_id, mark)
    select ${groupId}, ${testId}, id, 5 from unnest(${learnerIds}::uuid[]) as id`;

test('a result is of a learner and a test of one group; what is in a group stays in it, and is counted', async () => {
  const id = await suspended();
  const [a, b] = [await group(id), await group(id)];
  const [autumn, theirs] = [await sat(a), await sat(b)];
  const [mine, stranger] = [await learner(a), await learner(b)];
  await add(a, autumn, [mine]);
  const refused = { code: '23503', constraint_name: 'results_belong' };
  const another = await learner(a);
  // Of several in one statement one that does not belong is enough.
  await expect(add(a, autumn, [another, stranger])).rejects.toMatchObject(refused);
  await expect(add(a, autumn, [another, randomUUID()])).rejects.toMatchObject(refused);
  await expect(add(a, theirs, [another])).rejects.toMatchObject(refused);
  await expect(add(a, randomUUID(), [another])).rejects.toMatchObject(refused);
  await expect(add(b, autumn, [another])).rejects.toMatchObject(refused);
  for (const [table, column, value] of [
    ['tests', 'group_id', b],
    ['tests', 'id', randomUUID()],
    ['learners', 'group_id', b],
    ['learners', 'id', randomUUID()],
    ['results', 'group_id', b],
    ['results', 'test_id', theirs],
    ['results', 'learner_id', another],
  ]) {
    await expect(
      owner.unsafe(`update ${table} set ${column} = '${value}' where group_id = '${a}'`),
    ).rejects.toMatchObject({ constraint_name: 'stays_in_group' });
  }
  const counts = () => owner`select learners, tests, results from learner_groups where id = ${a}`;
  expect(await counts()).toEqual([{ learners: 2, tests: 1, results: 1 }]);
  await owner`delete from results where learner_id = ${mine}`;
  expect(await counts()).toEqual([{ learners: 2, tests: 1, results: 0 }]);
});

test('a learner, and a test, of whom there are results stays; with them they go', async () => {
  const a = await group(await suspended());
  const [autumn, mine] = [await sat(a), await learner(a)];
  await add(a, autumn, [mine]);
  const refused = { code: '23503', constraint_name: 'keep_results' };
  await expect(owner`delete from tests where group_id = ${a}`).rejects.toMatchObject(refused);
  await expect(owner`delete from learners where group_id = ${a}`).rejects.toMatchObject(refused);
  await owner`
    with r as (delete from results where group_id = ${a}), t as (delete from tests where group_id = ${a})
    delete from learners where group_id = ${a}`;
  expect(await owner`select learners, tests, results from learner_groups where id = ${a}`).toEqual([
    { learners: 0, tests: 0, results: 0 },
  ]);
});

test.each(['tests', 'learners'] as const)(
  'of %s that go while results come, whichever is later waits, and is refused',
  async (table) => {
    const a = await group(await suspended());
    const [autumn, mine] = [await sat(a), await learner(a)];
    const outcome = (work: PromiseLike<unknown>) =>
      Promise.resolve(work).then(
        () => 'done',
        (e) => e.constraint_name ?? e,
      );
    // Not in the transaction, which would see the same each time.
    const waits = (like: string) =>
      expect
        .poll(() => watcher`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like ${like}`, {
          timeout: 5_000,
          interval: 20,
        })
        .toHaveLength(1);

    let second: Promise<unknown> | undefined;
    await owner
      .begin(async (tx) => {
        await tx.unsafe(`delete from ${table} where group_id = '${a}'`);
        second = outcome(add(a, autumn, [mine], other));
        await waits('%results%');
        // Taken back: then nothing is in the way.
        throw new Error('never mind');
      })
      .catch(() => {});
    expect(await second).toBe('done');
    await owner`delete from results where group_id = ${a}`;

    await owner.begin(async (tx) => {
      await add(a, autumn, [mine], tx);
      second = outcome(other.unsafe(`delete from ${table} where group_id = '${a}'`));
      await waits('delete from %');
    });
    expect(await second).toBe('keep_results');
    await owner`delete from results where group_id = ${a}`;

    await owner.begin(async (tx) => {
      await tx.unsafe(`delete from ${table} where group_id = '${a}'`);
      second = outcome(add(a, autumn, [mine], other));
      await waits('%results%');
    });
    expect(await second).toBe('results_belong');
  },
);

test('a result has no owner: nothing of it is written when it changes hands', () => {
  expect(Object.keys(getTableColumns(results))).toEqual(['groupId', 'testId', 'learnerId', 'mark', 'strandMarks']);
  expect(Object.keys(getTableColumns(learnerGroups))).toContain('ownerId');
});
