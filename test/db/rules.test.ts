import { randomUUID } from 'node:crypto';
import { sql as drizzle } from 'drizzle-orm';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
/** As the program. */
let app: postgres.Sql;

beforeAll(async () => {
  owner = postgres(database.url, { max: 1, onnotice: () => {} });
  app = postgres(database.url, { max: 1, connection: { role: 'staffroom_app' } });
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
});

test.each(['update audit_events set reason = null', 'delete from audit_events', 'truncate audit_events'])(
  'nobody may %s',
  async (statement) => {
    await expect(app.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
    await expect(owner.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
  },
);

test('the program may not drop the guard, nor become more than it is', async () => {
  await expect(app.unsafe('drop trigger audit_events_append_only on audit_events')).rejects.toMatchObject({
    code: '42501',
  });
  await expect(app.unsafe('alter table audit_events disable trigger all')).rejects.toMatchObject({ code: '42501' });
  await expect(app.unsafe('delete from users')).rejects.toMatchObject({ code: '42501' });
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

test('no row ties people of two schools together', async () => {
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

test('access is only for sites that the centre is eligible for', async () => {
  const other = await aSchool(database.app());
  const person = await other.person();
  await owner`delete from centre_sites where centre_id = ${other.centreId} and site = 'forums'`;
  await expect(
    owner`insert into site_access (centre_id, user_id, site) values (${other.centreId}, ${person.id}, 'forums')`,
  ).rejects.toMatchObject({ code: '23503' });
});
