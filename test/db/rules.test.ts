import { randomUUID } from 'node:crypto';
import { sql as drizzle } from 'drizzle-orm';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closedToOthers } from '../../db/roles.ts';
import { foldedEmail } from '../../db/schema/folded-email.ts';
import { audit } from '../../src/service/audit/event.ts';
import { inTransaction } from '../../src/service/transaction.ts';
import { foldEmail } from '../../src/words/email.ts';
import { useDatabase } from '../kit/database.ts';
import { anEmail } from '../kit/emails.ts';
import { aSchool, type School } from '../kit/school.ts';

/** What the database holds by itself, whatever the program does. */

const database = useDatabase();
let school: School;
let ben: string;
let amina: string;
/** As the owner of the tables, who passes over every grant. */
let owner: postgres.Sql;
/** As the program: what works for people, and what carries out jobs. */
let app: postgres.Sql;
let queue: postgres.Sql;

beforeAll(async () => {
  owner = postgres(database.url, { max: 1, onnotice: () => {} });
  app = postgres(database.appUrl, { max: 1 });
  queue = postgres(database.queueUrl, { max: 1 });
  // What is a database's own is not copied with it.
  await owner.unsafe(closedToOthers);
  school = await aSchool(database.app());
  amina = (await school.person({ role: 'coordinator' })).id;
  ben = (await school.person()).id;
  const entry = { centreId: school.centreId, actorId: amina, targetId: ben, workspaceId: null };
  await inTransaction(database.app(), (app) =>
    audit(app, { ...entry, action: 'user.suspend', outcome: 'done', correlationId: randomUUID() }),
  );
});
afterAll(async () => {
  await owner.end();
  await app.end();
  await queue.end();
});

test.each([
  'update audit_events set reason = null',
  'delete from audit_events',
  'truncate audit_events',
  "update audit_seals set hash = ''",
  'delete from audit_seals',
  'truncate audit_seals',
])('ASVS 16.4.2: not even the owner may %s', async (statement) => {
  await expect(owner.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
});

/** To become more, to take off the guards, to bring in code, and to reach what is not the school's. */
const never = [
  'set role postgres',
  'set session authorization postgres',
  'drop trigger audit_events_append_only on audit_events',
  'alter table audit_events disable trigger all',
  'alter table users disable trigger users_never_removed',
  "set session_replication_role = 'replica'",
  'update audit_events set reason = null',
  'delete from audit_events',
  'truncate audit_events',
  "insert into audit_seals (centre_id, place, event_id, previous, hash) select id, 1, 1, '', '' from centres",
  "update audit_seals set hash = ''",
  'delete from audit_seals',
  'insert into audit_unsealed select id, 1 from centres',
  'update audit_unsealed set added_at = null',
  'delete from audit_unsealed',
  'delete from users',
  'drop table users',
  'alter table users add column extra text',
  'create table extra (id int)',
  'create temp table extra (id int)',
  'create schema extra',
  'create extension file_fdw',
  "create function extra() returns int language sql as 'select 1'",
  "create function pg_temp.extra() returns int language sql as 'select 1'",
  'create or replace function users_life() returns trigger language plpgsql as $$ begin return new; end $$',
  'alter function refuse_change() owner to current_user',
  'create role extra',
  'alter role current_user superuser',
  'alter role current_user createrole',
  "copy (select 1) to program 'true'",
  "copy users to '/tmp/users'",
  "copy users from '/tmp/users'",
  'select * from pg_authid',
  'select * from pg_shadow',
  "select pg_read_file('/etc/passwd')",
  "select lo_import('/etc/passwd')",
  'select pg_reload_conf()',
  "alter system set log_statement = 'all'",
  'select * from drizzle.__drizzle_migrations',
];

describe.each(['app', 'queue'] as const)('ASVS 13.2.2: signed in as the %s', (who) => {
  test.each(never)('refused: %s', async (statement) => {
    const refused = { code: expect.stringMatching(/^(42501|42809)$/) };
    await expect((who === 'app' ? app : queue).unsafe(statement)).rejects.toMatchObject(refused);
  });

  test.each(['set role none', 'reset role', 'reset session authorization', 'reset all'])(
    'there is nobody else to be after: %s',
    async (statement) => {
      const sql = who === 'app' ? app : queue;
      await sql.unsafe(statement);
      const [found] = await sql`
        select session_user = current_user as same, current_user ~ ${`^staffroom_${who}_`} as own, (
          select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles where rolname = current_user
        ) as more, exists (select from pg_auth_members where member = current_user::regrole) as member,
          exists (select from pg_class where relowner = current_user::regrole) as owner`;
      expect(found).toEqual({ same: true, own: true, more: false, member: false, owner: false });
    },
  );
});

test('ASVS 13.2.2: what works for people has no hand in the queue but to add jobs, and the queue none in the school', async () => {
  for (const statement of ['select from graphile_worker.jobs', 'select graphile_worker.force_unlock_workers(null)']) {
    await expect(app.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
  }
  for (const statement of ['select from users', 'select from credentials', 'insert into mails default values']) {
    await expect(queue.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
  }
});

test('ASVS 13.2.2: what works with its owner’s rights is for the program alone, and looks nowhere but where it says', async () => {
  const functions = await owner`
    select proname, proconfig::text ~ 'search_path=(staffroom_wakes, )?pg_catalog' as pinned, has_function_privilege('public', p.oid, 'execute') as open
    from pg_proc p where prosecdef and pronamespace = 'public'::regnamespace`;
  expect(functions.length).toBeGreaterThan(0);
  for (const each of functions) expect(each).toMatchObject({ pinned: true, open: false });
});

test('an e-mail belongs to one user, whatever its case and wherever they are', async () => {
  const other = await aSchool(database.app());
  await school.person({ email: 'One@riverside.example' });
  await expect(other.person({ email: 'oNE@riverside.example' })).rejects.toMatchObject({
    cause: { constraint: 'users_email' },
  });
});

test('ASVS 6.8.1: of e-mails whose letters only look alike each has an account of its own, as the program compares them', async () => {
  await school.person({ email: 'kate@riverside.example' });
  await school.person({ email: '\u212aate@riverside.example' });
  const emails = fc.sample(anEmail, 500);
  const { rows } = await database.db.execute<{ folded: string }>(
    drizzle`select ${foldedEmail(drizzle`e.value`)} as folded
      from jsonb_array_elements_text(${JSON.stringify(emails)}::jsonb) with ordinality e(value, n) order by n`,
  );
  expect(rows.map(({ folded }) => folded)).toEqual(emails.map(foldEmail));
});

test.each([
  ["status = 'invited'", 'active to invited'],
  ["status = 'deleted', email = null, first_name = null, last_name = null", 'active to deleted'],
  ["status = 'suspended', suspended_from = 'invited'", 'suspended from what it was not'],
  ["status = 'suspended'", 'suspended from nothing'],
  ['email = null', 'no e-mail'],
  ["email = 'no at sign'", 'an e-mail without an at sign'],
  ["first_name = ''", 'no name'],
])('a user may not be set to %s (%s)', async (set) => {
  await expect(owner.unsafe(`update users set ${set} where id = '${ben}'`)).rejects.toMatchObject({ code: '23514' });
});

test('the last active coordinator stays one', async () => {
  for (const set of ["role = 'teacher'", "status = 'suspended', suspended_from = 'active'"]) {
    await expect(owner.unsafe(`update users set ${set} where id = '${amina}'`)).rejects.toMatchObject({
      constraint_name: 'users_last_coordinator',
    });
  }
});

test('ASVS 8.4.1: no row ties people of two schools together', async () => {
  const other = await aSchool(database.app());
  for (const statement of [
    `insert into site_access (centre_id, user_id, site) values ('${other.centreId}', '${ben}', 'forums')`,
    `insert into user_programmes (centre_id, user_id, programme) values ('${other.centreId}', '${ben}', 'primary')`,
    `insert into audit_events (centre_id, at, action, outcome, target_id, correlation_id) values ('${other.centreId}', now(), 'x', 'done', '${ben}', gen_random_uuid())`,
    `update users set centre_id = '${other.centreId}' where id = '${ben}'`,
  ]) {
    await expect(owner.unsafe(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^235(03|14)$/) });
  }
});

test('ASVS 2.2.3: access is only for sites that the centre is eligible for', async () => {
  const other = await aSchool(database.app());
  const person = await other.person();
  await owner`delete from centre_sites where centre_id = ${other.centreId} and site = 'forums'`;
  await expect(
    owner`insert into site_access (centre_id, user_id, site) values (${other.centreId}, ${person.id}, 'forums')`,
  ).rejects.toMatchObject({ code: '23503' });
});
