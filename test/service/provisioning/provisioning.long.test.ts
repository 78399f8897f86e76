import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { siteAccess, users } from '../../../db/schema/index.ts';
import { startQueue } from '../../../src/jobs/queue.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { reactivatePerson } from '../../../src/service/people/reactivate.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { markAll } from '../../../src/service/provisioning/site-health.ts';
import { syncSite } from '../../../src/service/provisioning/sync-site.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';
import { administer } from '../../kit/server.ts';
import { connectSite, patientPace, rowOf, waitingAt } from './school.ts';
import { useSites } from './sites.ts';

const database = useDatabase();
const app = database.app();
const sites = useSites();
let school: School;
let amina: Ctx;
let name: string;
let connectionId: string;
const client = scimClient(httpClient({ home: true }));
let n = 0;

beforeEach(async () => {
  school = await aSchool(app);
  amina = school.as(await school.person({ role: 'coordinator' }, []));
  n += 1;
  name = `hub${n}`;
  connectionId = await connectSite(app, school.centreId, 'hub', `${sites.url}/${name}/scim`);
});

const run = () => syncSite(app, client, connectionId, patientPace);
const there = async (id: string) => (await sites.look(name)).users.filter((u) => u.externalId === id);

describe.each(['hub', 'etag'])('a site of the kind %s', (kind) => {
  beforeEach(async () => {
    name = `${kind}-${n}`;
    connectionId = await connectSite(app, school.centreId, 'forums', `${sites.url}/${name}/scim`);
  });

  test('has each change of a user, from the first to the last', async () => {
    const ben = await school.person({}, ['hub', 'forums']);
    await run();
    expect(await there(ben.id)).toMatchObject([
      {
        userName: ben.email,
        active: true,
        name: { givenName: 'Ben', familyName: 'Okafor' },
        displayName: 'Ben Okafor',
        emails: [{ value: ben.email }],
        roles: [{ value: 'teacher' }],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { organization: expect.stringMatching(/^IN/) },
      },
    ]);
    await editPerson(amina, { id: ben.id, firstName: 'Benedict', programmes: ['primary', 'advanced'] });
    await run();
    const [edited] = await there(ben.id);
    expect(edited).toMatchObject({
      name: { givenName: 'Benedict', familyName: 'Okafor' },
      displayName: 'Benedict Okafor',
    });
    expect(edited?.entitlements?.map((e) => e.value)).toEqual(['primary', 'advanced']);
    // A person with one name has it in both places there, and is not told anew for that at each look.
    await editPerson(amina, { id: ben.id, programmes: [], lastName: '' });
    await until0();
    expect(await there(ben.id)).toMatchObject([
      { name: { givenName: 'Benedict', familyName: 'Benedict' }, displayName: 'Benedict' },
    ]);
    expect((await there(ben.id))[0]?.entitlements ?? []).toEqual([]);
    await suspendPerson(amina, { id: ben.id });
    await run();
    expect(await there(ben.id)).toMatchObject([{ id: edited?.id, active: false }]);
    await reactivatePerson(amina, { id: ben.id });
    await run();
    expect(await there(ben.id)).toMatchObject([{ active: true }]);
    await editPerson(amina, { id: ben.id, sites: ['hub'] });
    await run();
    expect(await there(ben.id)).toMatchObject([{ active: false }]);
    await suspendPerson(amina, { id: ben.id });
    await deletePerson(amina, { id: ben.id });
    await run();
    expect(await there(ben.id)).toEqual([]);
    expect(await rowOf(app, connectionId, ben.id)).toBeUndefined();
    expect(await waitingAt(app, connectionId)).toBe(0);
  });
});

describe('accounts that are there already', () => {
  test('are taken over by their e-mail, whole; others are left alone', async () => {
    const [ben, ana, eve] = [await school.person(), await school.person(), await school.person({}, ['primary'])];
    await sites.put(
      name,
      { id: 'b', userName: ben.email ?? '', active: false },
      { id: 'a', userName: 'old@riverside.example', externalId: ana.id },
      { id: 'e', userName: eve.email ?? '', active: true },
      { id: 's', userName: 'stranger@elsewhere.example', externalId: 'x', active: true },
    );
    await app.db.transaction((tx) => markAll(tx, connectionId));
    await run();
    const { users } = await sites.look(name);
    expect(users).toHaveLength(4);
    expect(users.find((u) => u.id === 'b')).toMatchObject({
      externalId: ben.id,
      active: true,
      displayName: 'Ben Okafor',
    });
    expect(users.find((u) => u.id === 'a')).toMatchObject({ userName: ana.email, active: true });
    expect(users.find((u) => u.id === 'e')).toEqual({ id: 'e', userName: eve.email, active: true });
    expect(users.find((u) => u.id === 's')).toMatchObject({ userName: 'stranger@elsewhere.example', active: true });
  });

  test('are taken over too where the site says only that the e-mail is taken', async () => {
    const ben = await school.person();
    await sites.put(name, { id: 'b', userName: ben.email ?? '', active: false });
    await run();
    expect(await there(ben.id)).toMatchObject([{ id: 'b', active: true, displayName: 'Ben Okafor' }]);
  });

  test('are made again where they were removed there', async () => {
    const ben = await school.person();
    await run();
    const [account] = await there(ben.id);
    await sites.remove(name, account?.id ?? '');
    await editPerson(amina, { id: ben.id, firstName: 'Benedict' });
    await run();
    expect(await there(ben.id)).toMatchObject([{ name: { givenName: 'Benedict' }, active: true }]);
  });

  test('of someone deleted keep their e-mail until they are gone, and are not given to the next who has it', async () => {
    const ben = await school.person();
    await run();
    const [account] = await there(ben.id);
    await suspendPerson(amina, { id: ben.id });
    await deletePerson(amina, { id: ben.id });
    const next = await school.person({ email: ben.email });
    await until0();
    expect(await there(ben.id)).toEqual([]);
    const [made] = await there(next.id);
    expect(made).toMatchObject({ userName: ben.email, active: true });
    expect(made?.id).not.toBe(account?.id);
  });
});

/** Runs until the site is up to date. */
async function until0() {
  await expect
    .poll(
      async () => {
        await run();
        return waitingAt(app, connectionId);
      },
      { timeout: 15_000 },
    )
    .toBe(0);
}

test('three who exchanged their e-mails in a ring have them at the site too', async () => {
  const ring = [await school.person(), await school.person(), await school.person()];
  await run();
  await app.db.transaction(async (tx) => {
    for (const { id } of ring)
      await tx
        .update(users)
        .set({ email: `${id}@between.example` })
        .where(eq(users.id, id));
    for (const [i, { id }] of ring.entries()) {
      await tx
        .update(users)
        .set({ email: ring[(i + 1) % 3]?.email })
        .where(eq(users.id, id));
    }
  });
  await until0();
  for (const [i, { id }] of ring.entries()) {
    expect(await there(id)).toMatchObject([{ userName: ring[(i + 1) % 3]?.email }]);
  }
});

test('who is invited has an account that is not active yet, and is active with a password', async () => {
  const ben = await school.person({ status: 'invited' });
  await run();
  expect(await there(ben.id)).toMatchObject([{ active: false }]);
  await app.db.update(users).set({ status: 'active' }).where(eq(users.id, ben.id));
  await run();
  expect(await there(ben.id)).toMatchObject([{ active: true }]);
});

test('who never had access, or is suspended before the site heard of them, has no account', async () => {
  const [ben, ana] = [await school.person({}, ['primary']), await school.person()];
  await suspendPerson(amina, { id: ana.id });
  const eve = await school.person();
  await editPerson(amina, { id: eve.id, sites: ['primary'] });
  await run();
  const { users: all, log } = await sites.look(name);
  expect([all, log]).toEqual([[], []]);
  expect(await rowOf(app, connectionId, ben.id)).toBeUndefined();
  expect(await waitingAt(app, connectionId)).toBe(0);
});

test('the mark of a site admin is told, and a role', async () => {
  const ben = await school.person({ role: 'admin' }, ['hub'], 'hub');
  await run();
  expect((await there(ben.id))[0]?.roles?.map((r) => r.value)).toEqual(['admin', 'site-admin']);
});

/** A thousand are the benchmark’s. */
const many = 200;

test('many users at once are there; another school’s are not, and theirs not here', async () => {
  const other = await aSchool(app);
  const otherName = `other-${name}`;
  await connectSite(app, other.centreId, 'hub', `${sites.url}/${otherName}/scim`);
  await other.person();
  const rows = Array.from({ length: many }, (_, i) => ({
    centreId: school.centreId,
    firstName: 'New',
    lastName: `Comer ${i}`,
    email: `${name}.${i}@riverside.example`,
    status: 'active' as const,
  }));
  await app.db.transaction(async (tx) => {
    const added = await tx.insert(users).values(rows).returning();
    await tx
      .insert(siteAccess)
      .values(added.map((u) => ({ centreId: u.centreId, userId: u.id, site: 'hub' as const })));
  });
  const queue = await startQueue({
    url: database.queueUrl,
    app,
    log: pino({ level: 'silent' }),
    tasks: { provision: ({ connectionId }) => syncSite(app, client, connectionId) },
  });
  try {
    await expect.poll(() => waitingAt(app, connectionId), { timeout: 60_000 }).toBe(0);
    await expect.poll(async () => (await sites.look(otherName)).users.length, { timeout: 10_000 }).toBe(1);
  } finally {
    await queue.stop(5_000);
  }
  const { users: all, log } = await sites.look(name);
  expect(new Set(all.map((u) => u.userName)).size).toBe(many);
  expect(all.every((u) => u.userName.startsWith(name))).toBe(true);
  expect(log).toHaveLength(many);
}, 90_000);

test('a transaction that comes to nothing wakes nobody', async () => {
  const jobs = () =>
    administer(database.url, (sql) => sql`select from graphile_worker.jobs where key = ${`provision:${connectionId}`}`);
  await administer(database.url, (sql) => sql`delete from graphile_worker._private_jobs`);
  const ben = await school.person();
  expect(await jobs()).toHaveLength(1);
  await administer(database.url, (sql) => sql`delete from graphile_worker._private_jobs`);
  await app.db
    .transaction(async (tx) => {
      await tx.update(users).set({ firstName: 'Nobody' }).where(eq(users.id, ben.id));
      throw new Error('undone');
    })
    .catch(() => {});
  expect(await jobs()).toEqual([]);
  await app.db.transaction((tx) => tx.update(users).set({ lastSignedInAt: new Date() }).where(eq(users.id, ben.id)));
  expect(await jobs()).toEqual([]);
});
