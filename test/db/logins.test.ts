import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { makeLogins, retireLogins } from '../../db/logins.ts';
import { migrate } from '../../db/migrate.ts';
import { useDatabase } from '../kit/database.ts';

/** The users that the program signs in as. */

const database = useDatabase();
const owner = postgres(database.url, { max: 1, onnotice: () => {} });
afterAll(() => owner.end());

const before = randomBytes(32);
const after = randomBytes(32);
const nameIn = (url: string) => new URL(url).username;

async function userOf(url: string): Promise<string | undefined> {
  const sql = postgres(url, { max: 1 });
  try {
    return (await sql<{ name: string }[]>`select current_user as name`)[0]?.name;
  } finally {
    await sql.end();
  }
}

const lifeOf = async (url: string) => {
  // PostgreSQL 15 subtracts nothing from infinity.
  const [found] = await owner<{ hours: number }[]>`
    select (extract(epoch from rolvaliduntil) - extract(epoch from now())) / 3600 as hours from pg_roles
    where rolname = ${nameIn(url)}`;
  return found && Number(found.hours);
};

test('ASVS 13.2.1: all copies with one key sign in alike, each database and each key has users of its own', async () => {
  const [one, other] = await Promise.all([makeLogins(database.url, before), makeLogins(database.url, before)]);
  expect(one).toEqual(other);
  const next = await makeLogins(database.url, after);
  expect(new Set([one.app, one.queue, next.app, next.queue].map(nameIn)).size).toBe(4);
  for (const url of [one.app, one.queue, next.app, next.queue]) expect(await userOf(url)).toBe(nameIn(url));
  expect(new URL(one.app).password).not.toBe(new URL(one.queue).password);
});

test('ASVS 13.2.2: who may sign in with the key of before may so for another day, and is then removed', async () => {
  const old = await makeLogins(database.url, before);
  const now = await makeLogins(database.url, after);
  await retireLogins(database.url, after);
  expect(await lifeOf(old.app)).toBeCloseTo(24, 0);
  expect(await lifeOf(now.app)).toBe(Number.POSITIVE_INFINITY);
  for (const { app, queue } of [old]) {
    for (const url of [app, queue]) await owner.unsafe(`alter role ${nameIn(url)} valid until 'yesterday'`);
    await expect(userOf(app)).rejects.toMatchObject({ code: '28P01' });
  }
  await retireLogins(database.url, after);
  expect(await lifeOf(old.app)).toBeUndefined();
  expect(await lifeOf(old.queue)).toBeUndefined();
  // Whoever goes back to that key has them again.
  expect(await userOf((await makeLogins(database.url, before)).app)).toBe(nameIn(old.app));
});

test('what a user set for itself, as PostgreSQL lets everyone, is set back by the next start', async () => {
  const { app } = await makeLogins(database.url, after);
  const sql = postgres(app, { max: 1 });
  await sql.unsafe("alter role current_user password 'another'");
  await sql.unsafe("alter role current_user set search_path = 'elsewhere'");
  await sql.end();
  await makeLogins(database.url, after);
  expect(await userOf(app)).toBe(nameIn(app));
  const [found] = await owner`select rolconfig as config from pg_roles where rolname = ${nameIn(app)}`;
  expect(found).toEqual({ config: null });
});

test('copies of the release before, which take on a role of their own, add jobs as they did', async () => {
  await owner.unsafe(`
    do $$ begin create role staffroom_app; exception when duplicate_object or unique_violation then null; end $$;
    grant select on users to staffroom_app`);
  await migrate(database.url);
  const [may] = await owner`
    select has_function_privilege('staffroom_app', 'queue_jobs(jsonb)', 'execute') as jobs,
      has_table_privilege('staffroom_app', 'audit_events', 'update') as trail`;
  expect(may).toEqual({ jobs: true, trail: false });
});

test('where the owner of the tables may make no roles, it is said', async () => {
  const name = `staffroom_poor_${randomBytes(4).toString('hex')}`;
  await owner.unsafe(`create role ${name} login password 'poor'`);
  try {
    const url = new URL(database.url);
    url.username = name;
    url.password = 'poor';
    const { href } = url;
    expect(await makeLogins(href, after)).toEqual({ app: href, queue: href, without: 'may not make roles' });
  } finally {
    await owner.unsafe(`drop role ${name}`);
  }
});
