import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  auditEvents,
  chatIdentities,
  credentials,
  drafts,
  links,
  mails,
  users,
  workspaces,
} from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { saveDraft } from '../../../src/service/drafts.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { addPeople } from '../../../src/service/people/add.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { sendResets } from '../../../src/service/people/send-link.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { findReference, saveReference } from '../../../src/service/workspaces/references.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';

const database = useDatabase();
let school: School;
let amina: Ctx;
let owner: postgres.Sql;

beforeAll(async () => {
  owner = postgres(database.url, { max: 1 });
  school = await aSchool(database.app());
  amina = school.as(await school.person({ role: 'coordinator' }));
});
afterAll(async () => {
  await owner.end();
});

const asAmina = (): Ctx => ({ ...amina, correlationId: randomUUID() });

test('of a deleted account nothing that names it is left anywhere, and the trail still says what was done', async () => {
  const { db } = database;
  const email = 'quetzal.xylander@riverside.example';
  const person = await school.person({ firstName: 'Quetzal', lastName: 'Xylander', email }, ['hub', 'forums']);
  const common = { centreId: school.centreId, userId: person.id };
  const [workspace] = await db
    .insert(workspaces)
    .values({ centreId: school.centreId, platform: 'slack', externalId: 'T1' })
    .returning();
  await db.insert(credentials).values({ ...common, passwordHash: 'xylander-hash', setAt: new Date() });
  await db.insert(chatIdentities).values({ ...common, workspaceId: workspace?.id ?? '', externalId: 'U-xylander' });
  await saveReference(database.app(), 'slack', 'T1', 'person:U-xylander', { name: 'Quetzal Xylander' });
  await saveReference(database.app(), 'slack', 'T2', 'person:U-another', { name: 'Another' });
  await saveDraft(school.as(person), { note: 'by Xylander' });
  await sendResets(asAmina(), { ids: [person.id] });
  await editPerson(asAmina(), { id: person.id, email: 'q.xylander@new.example' });
  await suspendPerson(asAmina(), { id: person.id, reason: 'left' });
  expect(await refusedWith(deletePerson(asAmina(), { id: amina.actor.id }))).toEqual({ '': 'suspend-first' });
  await deletePerson(asAmina(), { id: person.id });

  // Every column of every table, the queue's too.
  const tables = await owner<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`;
  expect(tables.length).toBeGreaterThan(15);
  for (const { name } of tables) {
    const left = await owner.unsafe(`select t::text as row from ${name} t where t::text ~* 'quetzal|xylander'`);
    expect([name, ...left.map((r) => r.row)]).toEqual([name]);
  }
  for (const table of [credentials, chatIdentities, drafts, links]) {
    expect(await db.$count(table, eq(table.userId, person.id))).toBe(0);
  }
  expect(await findReference(database.app(), 'slack', 'T2', 'person:U-another')).toEqual({ name: 'Another' });
  const queued = await db.select().from(mails).where(eq(mails.userId, person.id));
  expect(queued.map((m) => m.state)).toEqual(['dropped', 'dropped']);
  for (const { id } of queued) expect(await mailToSend(database.app(), id)).toBeNull();
  const [row] = await db.select().from(users).where(eq(users.id, person.id));
  expect(row).toMatchObject({ status: 'deleted', email: null, firstName: null, holderId: null });
  const trail = await db.select().from(auditEvents).where(eq(auditEvents.targetId, person.id)).orderBy(auditEvents.id);
  expect(trail.map((e) => e.action)).toEqual(['reset.send', 'user.edit', 'user.suspend', 'user.delete']);

  const newcomer = {
    firstName: 'New',
    lastName: 'Person',
    email,
    role: 'teacher' as const,
    programmes: [],
    siteAdminOf: [],
  };
  const { people } = await addPeople(asAmina(), { rows: [{ ...newcomer, sites: ['hub'] }] });
  expect(people[0]?.id).not.toBe(person.id);
  expect(await refusedWith(deletePerson(asAmina(), { id: person.id }))).toEqual({ '': 'person-unknown' });
});

test('a mail of theirs that is marked at the same moment does not stop it', async () => {
  const person = await school.person();
  await sendResets(asAmina(), { ids: [person.id] });
  await suspendPerson(asAmina(), { id: person.id });
  const watcher = postgres(database.url, { max: 1 });
  let deleting: Promise<unknown> = Promise.resolve();
  // As the queue does it: the mail first, then the person. PostgreSQL ends one of the two, on a busy machine this one.
  const marking = owner.begin(async (tx) => {
    await tx`update mails set state = 'sent' where user_id = ${person.id}`;
    deleting = refusedWith(deletePerson(asAmina(), { id: person.id }));
    const waiting = () =>
      watcher`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%delete from "credentials"%'`;
    await expect.poll(waiting, { timeout: 5_000, interval: 10 }).toHaveLength(1);
    await tx`update users set mail_problem = null where id = ${person.id}`;
  });
  await marking.catch((error) => expect(error.code).toBe('40P01'));
  expect(await deleting).toBe('done');
  await watcher.end();
});
