import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { adapters } from '../../../adapters/sign-in/oidc-adapter.ts';
import { errors } from '../../../adapters/sign-in/oidc-library.ts';
import {
  credentials,
  oidcRecords,
  secondFactors,
  siteAccess,
  siteConnections,
  siteSessions,
  users,
} from '../../../db/schema/index.ts';
import type { Tx } from '../../../src/service/context.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { endAllSessions } from '../../../src/service/sign-in/end-sessions.ts';
import { EntryLost } from '../../../src/service/sign-in/entry.ts';
import { findRecord, findRecordByUid, type Payload, recordOf } from '../../../src/service/sign-in/records.ts';
import { endSession, saveSession } from '../../../src/service/sign-in/sessions.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import { useOpened } from '../../kit/opened.ts';
import { until } from '../../kit/until.ts';
import { Person } from './person.ts';
import { testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

/** What is under way when the account, the password or the access goes. */

const world = useSignIn();
const hub = useOpened(() => connectSite(world, { logoutUrl: 'https://site.example/signed-out' }));

const now = () => Math.floor(world.clock().getTime() / 1_000);
const aSession = (userId: string, more: Payload = {}): Payload => ({
  uid: randomUUID(),
  accountId: userId,
  loginTs: now(),
  authorizations: { [hub.clientId]: { sid: randomUUID(), grantId: randomUUID() } },
  ...more,
});
const save = (payload: Payload, known = false, id = randomUUID()) =>
  saveSession(world.app, id, payload, 3_600, { known }).then(() => id);
/** A session in which a site is granted something, as every site is that someone comes to. */
const grantIn = (
  session: Payload,
  { known = false, through }: { known?: boolean; through?: string | undefined } = {},
) => {
  const grant = { accountId: session.accountId ?? '', clientId: hub.clientId };
  const given = [recordOf(world.app, 'Grant', randomUUID(), grant, 60)];
  return saveSession(world.app, randomUUID(), session, 3_600, { known, given, through });
};
const of = (userId: string) => world.app.db.select().from(oidcRecords).where(eq(oidcRecords.accountId, userId));

test('a session that was ended is not kept again by a request that still had it', async () => {
  const ben = await world.person();
  const session = aSession(ben.id);
  await save(session);
  await inTransaction(world.app, (app) => endAllSessions(app, [ben.id]));
  await expect(save(session, true)).rejects.toThrow(EntryLost);
  expect(await of(ben.id)).toEqual([]);
  expect(await world.app.db.select().from(siteSessions).where(eq(siteSessions.userId, ben.id))).toEqual([]);
});

test('a session begun with a password that was changed since is not kept', async () => {
  const ben = await world.person();
  const session = aSession(ben.id);
  world.clock.advance(2_000);
  await world.app.db.update(credentials).set({ setAt: world.clock() }).where(eq(credentials.userId, ben.id));
  await expect(save(session)).rejects.toThrow(EntryLost);
  await save(aSession(ben.id));
});

test('nothing is granted to a site that was taken away', async () => {
  const ben = await world.person();
  const session = aSession(ben.id);
  await grantIn(session);
  const before = await of(ben.id);
  expect(before.map((r) => r.model).sort()).toEqual(['Grant', 'Session']);
  await world.app.db.delete(siteAccess).where(and(eq(siteAccess.userId, ben.id), eq(siteAccess.site, 'hub')));
  await expect(grantIn(session, { known: true })).rejects.toThrow(EntryLost);
  await expect(grantIn(aSession(ben.id))).rejects.toThrow(EntryLost);
  expect(await of(ben.id)).toEqual(before);
});

test('whoever suspends and whoever signs in at one moment: in the end there is no session', async () => {
  const ctx = world.school.as(await world.school.person({ role: 'coordinator' }));
  for (let i = 0; i < 12; i += 1) {
    const ben = await world.person();
    const kept = Array.from({ length: 4 }, () =>
      Promise.allSettled([save(aSession(ben.id)), grantIn(aSession(ben.id))]),
    );
    await Promise.all([...kept, suspendPerson({ ...ctx, correlationId: randomUUID() }, { id: ben.id })]);
    expect(await of(ben.id)).toEqual([]);
    expect(await world.app.db.select().from(siteSessions).where(eq(siteSessions.userId, ben.id))).toEqual([]);
  }
});

/** Runs it while someone else holds a person, who ends with this. */
async function meanwhile(personId: string, run: () => Promise<unknown>, change: (tx: Tx) => Promise<unknown>) {
  const { db } = world.app;
  let result: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await db.transaction(async (tx) => {
    await tx.select().from(users).where(eq(users.id, personId)).for('no key update');
    result = Promise.allSettled([run()]);
    await until(async () => {
      const { rows } = await db.execute(
        sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return rows.length > 0;
    });
    await change(tx);
  });
  return (await result)?.[0];
}

test('who waits while the access goes, or a second factor comes, finds it so', async () => {
  const ben = await world.person();
  const lost = { status: 'rejected', reason: expect.any(EntryLost) };
  const session = aSession(ben.id);
  const factor = {
    ...{ userId: ben.id, centreId: ben.centreId, sealed: Buffer.of(1), lastStep: 0, recoverySalt: Buffer.of(1) },
    ...{ addedAt: new Date(world.clock().getTime() + 5_000), recoveryHashes: [] },
  };
  const add = (tx: Tx) => tx.insert(secondFactors).values(factor);
  expect(await meanwhile(ben.id, () => save(session), add)).toEqual(lost);
  expect(await of(ben.id)).toEqual([]);
  const amina = await world.person();
  const grant = () => grantIn(aSession(amina.id));
  expect(await meanwhile(amina.id, grant, async () => {})).toMatchObject({ status: 'fulfilled' });
  const take = (tx: Tx) => tx.delete(siteAccess).where(eq(siteAccess.userId, amina.id));
  expect(await meanwhile(amina.id, grant, take)).toEqual(lost);
});

test('who gave the old password as the new one was being set is not signed in by it', async () => {
  const { app, clock } = world;
  const ben = await world.person();
  const browser = new Person();
  const { url } = await (await testSite(app, hub)).begin();
  await browser.open(url);
  let answer: ReturnType<Person['submit']> | undefined;
  // By then it is known which password to hold it against; the tries are yet to be counted.
  await app.db.transaction(async (tx) => {
    await tx.execute(sql`lock table rate_limits in access exclusive mode`);
    answer = browser.submit({ email: ben.email ?? '', password });
    await until(async () => {
      const { rows } = await app.db.execute(
        sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return rows.length > 0;
    });
    clock.advance(2_000);
    await tx.update(credentials).set({ setAt: clock(), passwordHash: 'another' }).where(eq(credentials.userId, ben.id));
  });
  expect(new URL((await answer)?.url ?? '').searchParams.get('code')).toBeNull();
  expect((await of(ben.id)).filter(({ model }) => model === 'Session')).toEqual([]);
});

test('who signs in while another site of the session is turned off is signed in, without that site', async () => {
  const ben = await world.person({}, ['hub', 'forums']);
  const forums = await connectSite(world, { site: 'forums' });
  const sids = { hub: randomUUID(), forums: randomUUID() };
  const session = aSession(ben.id, {
    authorizations: { [hub.clientId]: { sid: sids.hub }, [forums.clientId]: { sid: sids.forums } },
  });
  const turnOff = (tx: Tx) => tx.delete(siteConnections).where(eq(siteConnections.id, forums.id));
  expect(await meanwhile(ben.id, () => grantIn(session), turnOff)).toMatchObject({ status: 'fulfilled' });
  const kept = await world.app.db.select().from(siteSessions).where(eq(siteSessions.userId, ben.id));
  expect(kept.map((s) => s.sid)).toEqual([sids.hub]);
});

test('of two that go through one sign-in at the same moment, one is signed in', async () => {
  const ben = await world.person();
  for (let i = 0; i < 8; i += 1) {
    const id = randomUUID();
    await adapters(world.app)('Interaction').upsert(id, { uid: id }, 60);
    const both = await Promise.allSettled([1, 2].map(() => grantIn(aSession(ben.id), { through: id })));
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await of(ben.id)).map((r) => r.model).sort()).toEqual(['Grant', 'Session']);
    expect(await findRecord(world.app, 'Interaction', id)).toBeUndefined();
    await inTransaction(world.app, (app) => endAllSessions(app, [ben.id]));
  }
});

test('a form that is sent twice at one moment leads on once; the other reads that it was used, and is given nothing', async () => {
  const site = await testSite(world.app, hub);
  const ben = await world.person();
  const person = new Person();
  const { url } = await person.open((await site.begin()).url);
  const body = new URLSearchParams({ email: ben.email ?? '', password });
  const both = await Promise.all([1, 2].map(() => person.open(url, { method: 'POST', body })));
  const [done, lost] = both[0]?.leaves ? both : both.toReversed();
  expect(done?.url).toContain('code=');
  expect(lost).toMatchObject({ status: 400, text: expect.stringContaining(signInWords.tooOld.title) });
  expect(lost?.text).not.toContain('code=');
  expect(lost?.headers.getSetCookie()).toEqual([]);
  expect(lost?.headers.get('content-security-policy')).toBeTruthy();
});

test('a sign-in that was gone through is not brought back by a form that was still under way', async () => {
  const records = adapters(world.app)('Interaction');
  const id = randomUUID();
  await records.upsert(id, { uid: id }, 60);
  await records.upsert(id, { uid: id, result: { login: { accountId: randomUUID() } } }, 60);
  expect(await findRecord(world.app, 'Interaction', id)).toHaveProperty('result');
  await records.destroy(id);
  const late = records.upsert(id, { uid: id, result: { login: { accountId: randomUUID() } } }, 60);
  await expect(late).rejects.toThrow(errors.SessionNotFound);
  expect(await findRecord(world.app, 'Interaction', id)).toBeUndefined();
});

test('two requests of one session keep what each adds, and a site that is left is not brought back', async () => {
  const ben = await world.person({}, ['hub', 'forums']);
  const forums = await connectSite(world, { site: 'forums' });
  const session = aSession(ben.id, { authorizations: {} });
  const id = await save(session);
  const sids = { hub: randomUUID(), forums: randomUUID() };
  await Promise.all([
    save({ ...session, authorizations: { [hub.clientId]: { sid: sids.hub } } }, true, id),
    save({ ...session, authorizations: { [forums.clientId]: { sid: sids.forums } } }, true, id),
  ]);
  const both = await findRecordByUid(world.app, 'Session', session.uid ?? '');
  expect(both?.authorizations).toEqual({ [hub.clientId]: { sid: sids.hub }, [forums.clientId]: { sid: sids.forums } });
  const next = randomUUID();
  const options = { oldId: id, known: true, leaving: hub.clientId };
  await saveSession(world.app, next, { ...session, authorizations: {} }, 3_600, options);
  expect(await findRecord(world.app, 'Session', id)).toBeUndefined();
  expect((await findRecord(world.app, 'Session', next))?.authorizations).toEqual({
    [forums.clientId]: { sid: sids.forums },
  });
  const left = await world.app.db.select().from(siteSessions).where(eq(siteSessions.userId, ben.id));
  expect(left.map((s) => s.sid)).toEqual([sids.forums]);
  await endSession(world.app, next);
  expect(await of(ben.id)).toEqual([]);
});

test('ASVS 11.3.3: a record opens in its own place only', async () => {
  const [ben, amina] = [await world.person(), await world.person()];
  const [his, hers] = [await save(aSession(ben.id)), await save(aSession(amina.id))];
  const [theirs] = await of(amina.id);
  await world.app.db
    .update(oidcRecords)
    .set({ sealed: theirs?.sealed ?? Buffer.alloc(0) })
    .where(eq(oidcRecords.accountId, ben.id));
  expect(await findRecord(world.app, 'Session', his)).toBeUndefined();
  expect((await findRecord(world.app, 'Session', hers))?.accountId).toBe(amina.id);
});

test('what a stranger sends is no mistake of ours', async () => {
  const site = await testSite(world.app, hub);
  const ben = await world.person();
  const person = new Person();
  await person.signIn((await site.begin()).url, ben.email, password);
  const { url } = await site.begin();
  const base = `${world.app.publicUrl}/oidc`;
  const before = world.logged.length;
  const strange = ['%00', '\0', 'é', 'x'.repeat(3_000), '%', '{}', "'", '../..', '[]', 'undefined'];
  for (const s of strange) {
    const q = encodeURIComponent(s);
    for (const address of [
      `${base}/auth?client_id=${q}`,
      `${url}&login_hint=${q}`,
      `${url}&id_token_hint=${q}`,
      `${url}&prompt=${q}`,
      `${base}/auth/${q}`,
      `${base}/session/end?id_token_hint=${q}`,
      `${base}/session/end?client_id=${q}`,
      `${base}/session/end/success?client_id=${q}`,
      `${world.app.publicUrl}/sign-in/${q}`,
    ]) {
      const stranger = new Person();
      const answer = await stranger.open(address);
      expect(answer.status, address).toBeLessThan(500);
    }
    for (const body of [
      { grant_type: 'authorization_code', code: s, client_id: hub.clientId, code_verifier: s },
      { grant_type: 'refresh_token', refresh_token: s },
      { grant_type: s },
    ]) {
      const authorization = `Basic ${btoa(`${hub.clientId}:${hub.secret}`)}`;
      const response = await fetch(`${base}/token`, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams(JSON.parse(JSON.stringify(body))),
      });
      expect(response.status, JSON.stringify(body)).toBeLessThan(500);
    }
    const cookie = `staffroom_session=${q}; staffroom_session.sig=${q}; staffroom_device=${q}; staffroom_sign_in=${q}`;
    expect((await fetch(url, { headers: { cookie }, redirect: 'manual' })).status).toBeLessThan(500);
  }
  expect(world.logged.slice(before).filter((line) => /"level":50/.test(line))).toEqual([]);
});
