import { randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tellSite } from '../../../adapters/sign-in/tell-site.ts';
import { type Connection, connect } from '../../../db/connect.ts';
import { links, oidcRecords, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import { tellSignedOut } from '../../../src/jobs/tasks/tell-signed-out.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import type { Jobs } from '../../../src/service/jobs.ts';
import { linkToken } from '../../../src/service/passwords/link-token.ts';
import { sendLink } from '../../../src/service/passwords/links.ts';
import { setPassword } from '../../../src/service/passwords/set-password.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { issuerOf } from '../../../src/service/sign-in/issuer.ts';
import { findRecord, replaceRecord } from '../../../src/service/sign-in/records.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import type { Site } from '../../../src/words/sites.ts';
import { type LogoutEndpoint, logoutEndpoint } from './logout-endpoint.ts';
import { Person } from './person.ts';
import { client, scope, type TestSite, type Tokens, testSite } from './site.ts';
import { type ConnectedSite, connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();
/** Reads the queue, which the program itself may not. */
let owner: Connection;
let told: Record<'hub' | 'forums', LogoutEndpoint>;
let connected: Record<'hub' | 'forums', ConnectedSite>;
let site: Record<'hub' | 'forums', TestSite>;

beforeAll(async () => {
  owner = connect(world.database.url, { max: 1 });
  told = { hub: await logoutEndpoint(world.app), forums: await logoutEndpoint(world.app) };
  connected = {
    hub: await connectSite(world, { logoutUrl: told.hub.url }),
    forums: await connectSite(world, { site: 'forums', secret: null, logoutUrl: told.forums.url }),
  };
  site = { hub: await testSite(world.app, connected.hub), forums: await testSite(world.app, connected.forums) };
});
afterAll(async () => {
  told?.hub.close();
  told?.forums.close();
  await owner?.close();
});
afterEach(() => {
  for (const { told: t, answers } of Object.values(told)) {
    t.length = 0;
    answers.length = 0;
  }
});

interface SignedIn {
  id: string;
  person: Person;
  tokens: Record<'hub' | 'forums', Tokens>;
}

/** Someone who is signed in to both sites, and holds refresh tokens of both. */
async function signedIn(): Promise<SignedIn> {
  const ben = await world.person({}, ['hub', 'forums']);
  const person = new Person();
  const tokens = {} as SignedIn['tokens'];
  for (const key of ['hub', 'forums'] as const) {
    const { url, finish } = await site[key].begin({ scope: `${scope} offline_access`, prompt: 'consent' });
    const back = key === 'hub' ? await person.signIn(url, ben.email, password) : await person.open(url);
    tokens[key] = await finish(back.url);
  }
  return { id: ben.id, person, tokens };
}

const coordinator = async () => world.school.as(await world.school.person({ role: 'coordinator' }));

async function waiting(): Promise<Jobs['tell-signed-out'][]> {
  const { rows } = await owner.db.execute<{ payload: Jobs['tell-signed-out'] }>(
    sql`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where t.identifier = 'tell-signed-out' order by j.id`,
  );
  return rows.map((r) => r.payload);
}

const tell = async (jobs: Jobs['tell-signed-out'][]) => {
  for (const job of jobs) await tellSignedOut(world.app, tellSite(httpClient({ home: true })))(job);
};

const of = (jobs: Jobs['tell-signed-out'][], userId: string) => jobs.filter((j) => j.userId === userId);

async function opens({ id, person, tokens }: SignedIn, key: 'hub' | 'forums') {
  const { access_token, refresh_token } = tokens[key];
  const answer = await person.open((await site[key].begin({ prompt: 'none' })).url);
  const works = (run: Promise<unknown>) =>
    run.then(
      () => true,
      () => false,
    );
  return {
    session: answer.url.includes('code='),
    access: await works(client.fetchUserInfo(site[key].config, access_token, id)),
    refresh: await works(client.refreshTokenGrant(site[key].config, refresh_token ?? '')),
  };
}

const all = { session: true, access: true, refresh: true };
const none = { session: false, access: false, refresh: false };

describe('ASVS 7.4.1, 7.4.2: what is over at once, in every browser, with the sites told', () => {
  const ways: Record<string, (who: SignedIn) => Promise<unknown>> = {
    'a suspension': async ({ id }) => suspendPerson(await coordinator(), { id }),
    'a new password': async ({ id }) => {
      const user = { id, centreId: world.school.centreId };
      await inTransaction(world.app, (app) => sendLink(app, user, 'reset', randomUUID()));
      const [link] = await world.app.db
        .select()
        .from(links)
        .where(and(eq(links.userId, id), isNull(links.usedAt)));
      const chosen = 'copper lantern beneath snow';
      const token = linkToken(world.app, link?.id ?? '');
      await setPassword(world.app, { token, password: chosen, again: chosen, correlationId: randomUUID() });
    },
  };
  test.each(Object.keys(ways))('ASVS 7.4.1, 7.4.2, 10.4.9: by %s', async (way) => {
    const who = await signedIn();
    expect(await opens(who, 'hub')).toEqual(all);
    const other = await signedIn();
    await ways[way]?.(who);
    expect(await opens(who, 'hub')).toEqual(none);
    expect(await opens(who, 'forums')).toEqual(none);
    expect(await opens(other, 'hub')).toEqual(all);
    const jobs = of(await waiting(), who.id);
    expect(new Set(jobs.map((j) => j.sid))).toEqual(
      new Set([who.tokens.hub.claims()?.sid, who.tokens.forums.claims()?.sid]),
    );
    await tell(jobs);
    expect(told.hub.told).toMatchObject([
      {
        sub: who.id,
        aud: connected.hub.clientId,
        sid: who.tokens.hub.claims()?.sid,
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        jti: expect.any(String),
      },
    ]);
    expect(told.hub.told[0]).not.toHaveProperty('nonce');
    expect(told.forums.told).toMatchObject([{ sub: who.id, sid: who.tokens.forums.claims()?.sid }]);
  });

  test('by the loss of one site: of that site alone', async () => {
    const who = await signedIn();
    const sites: Site[] = ['hub'];
    await editPerson(await coordinator(), { id: who.id, sites });
    expect(await opens(who, 'forums')).toEqual(none);
    expect(await opens({ ...who, tokens: who.tokens }, 'hub')).toEqual(all);
    const jobs = of(await waiting(), who.id);
    expect(jobs.map((j) => j.connectionId)).toEqual([connected.forums.id]);
    await tell(jobs);
    expect(told.hub.told).toEqual([]);
    expect(told.forums.told).toMatchObject([{ sid: who.tokens.forums.claims()?.sid }]);
    await editPerson(await coordinator(), { id: who.id, sites: ['hub', 'forums'] });
    const { url, finish } = await site.forums.begin();
    const again = await finish((await who.person.open(url)).url);
    expect(again.claims()?.sid).not.toBe(who.tokens.forums.claims()?.sid);
  });

  test('also where the change was made by other means than ours', async () => {
    const other = await signedIn();
    await world.app.db.execute(sql`delete from site_access where user_id = ${other.id} and site = 'forums'`);
    expect(await opens(other, 'forums')).toEqual(none);
    const who = await signedIn();
    await world.app.db.execute(
      sql`update users set status = 'suspended', suspended_from = 'active' where id = ${who.id}`,
    );
    expect(await opens(who, 'hub')).toEqual(none);
  });

  test('nothing is left of who is deleted', async () => {
    const who = await signedIn();
    const ctx = await coordinator();
    await suspendPerson(ctx, { id: who.id });
    await deletePerson({ ...ctx, correlationId: randomUUID() }, { id: who.id });
    const { db } = world.app;
    expect(await db.select().from(oidcRecords).where(eq(oidcRecords.accountId, who.id))).toEqual([]);
    expect(await db.select().from(siteSessions).where(eq(siteSessions.userId, who.id))).toEqual([]);
    expect(of(await waiting(), who.id)).toHaveLength(2);
  });

  test('a sign-in that is under way when the account is suspended comes to nothing', async () => {
    const ben = await world.person();
    const person = new Person();
    await person.open((await site.hub.begin()).url);
    const { value: id = '' } = person.cookies.find((c) => c.name.startsWith('staffroom_resume.')) ?? {};
    // The password is right: so the release before this one leaves it, until the browser follows. Then, before it does, it happens.
    const login = { accountId: ben.id, ts: Math.floor(world.clock().getTime() / 1_000), remember: false, amr: ['pwd'] };
    const under = await findRecord(world.app, 'Interaction', id);
    expect(await replaceRecord(world.app, 'Interaction', id, { ...under, result: { login } })).toBe(true);
    await suspendPerson(await coordinator(), { id: ben.id });
    const answer = await person.open(`${world.app.publicUrl}/oidc/auth/${id}`);
    expect(answer.url).not.toContain('code=');
    expect(await world.app.db.select().from(oidcRecords).where(eq(oidcRecords.accountId, ben.id))).toEqual([]);
  });
});

describe('someone signs out', () => {
  const end = (key: 'hub' | 'forums', tokens: Tokens) =>
    client.buildEndSessionUrl(site[key].config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: connected[key].postLogoutUris[0] ?? '',
      state: 'there',
    }).href;

  test('ASVS 10.6.2, 14.3.1: of all sites: is asked once, sent back, and every site is told', async () => {
    const who = await signedIn();
    const question = await who.person.open(end('hub', who.tokens.hub));
    expect(question.text).toContain('Ben Okafor, do you want to sign out');
    expect(question.headers.get('content-security-policy')).toContain("form-action 'self';");
    expect(question.text).not.toContain('<script');
    const back = await who.person.submit({ logout: 'yes' });
    expect(back.url).toBe('https://site.example/bye?state=there');
    expect(back.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect(who.person.cookies.filter((c) => c.name === 'staffroom_session')).toEqual([]);
    expect((await opens(who, 'forums')).session).toBe(false);
    await tell(of(await waiting(), who.id));
    expect([told.hub.told.length, told.forums.told.length]).toEqual([1, 1]);
  });

  test('of one site: the others stay open, and only this one is told', async () => {
    const who = await signedIn();
    await who.person.open(end('hub', who.tokens.hub));
    await who.person.submit({});
    expect((await opens(who, 'forums')).session).toBe(true);
    const jobs = of(await waiting(), who.id);
    expect(jobs.map((j) => j.connectionId)).toEqual([connected.hub.id]);
  });

  test('with no site named, sees that it is done', async () => {
    const who = await signedIn();
    await who.person.open(`${issuerOf(world.app)}/session/end`);
    expect((await who.person.submit({ logout: 'yes' })).text).toContain(signInWords.signOut.doneTitle);
  });

  test('ASVS 10.6.2: not by a form on another page', async () => {
    const who = await signedIn();
    const body = new URLSearchParams({ logout: 'yes' });
    const forged = await who.person.open(`${issuerOf(world.app)}/session/end/confirm`, { method: 'POST', body });
    expect(forged.status).toBe(400);
    expect(await opens(who, 'hub')).toEqual(all);
  });

  test('twice at once, and the sites are told once', async () => {
    const who = await signedIn();
    const question = await who.person.open(`${issuerOf(world.app)}/session/end`);
    expect(question.status).toBe(200);
    await Promise.all([who.person.submit({ logout: 'yes' }), who.person.submit({ logout: 'yes' })]);
    expect(of(await waiting(), who.id)).toHaveLength(2);
  });
});

describe('a site that is told', () => {
  const job = (more: Partial<Jobs['tell-signed-out']> = {}): Jobs['tell-signed-out'] => ({
    connectionId: connected.hub.id,
    userId: randomUUID(),
    sid: randomUUID(),
    endedAt: world.app.clock().toISOString(),
    ...more,
  });
  const run = (given: Jobs['tell-signed-out']) => tellSignedOut(world.app, tellSite(httpClient({ home: true })))(given);

  test('and is away is told again by the queue, for a day', async () => {
    for (const status of [500, 503, 429]) {
      told.hub.answers.push(status);
      await expect(run(job())).rejects.toThrow(`${status}`);
    }
    const dayAgo = new Date(world.app.clock().getTime() - 24 * 3_600_000).toISOString();
    told.hub.answers.push(500);
    await run(job({ endedAt: dayAgo }));
    const gone = tellSignedOut(world.app, () => Promise.reject(new Error('refused')));
    await expect(gone(job())).rejects.toThrow('refused');
    await gone(job({ endedAt: dayAgo }));
  });

  test('and refuses is asked three times more, at long intervals', async () => {
    const given = job();
    let next: Jobs['tell-signed-out'] | undefined = given;
    let times = 0;
    while (next) {
      times += 1;
      told.hub.answers.push(times === 1 ? 302 : 400);
      await run(next);
      next = of(await waiting(), given.userId)[times - 1];
    }
    expect(times).toBe(4);
  });

  test('at an address that is changed meanwhile is told at the new one', async () => {
    const given = job({ refused: 2 });
    const other = 'https://hub.example/signed-out';
    const move = (logoutUrl: string) =>
      world.app.db.update(siteConnections).set({ logoutUrl }).where(eq(siteConnections.id, given.connectionId));
    await tellSignedOut(world.app, async () => {
      await move(other);
      return 200;
    })(given);
    expect(of(await waiting(), given.userId)).toEqual([{ ...given, refused: 0 }]);
    const asked: string[] = [];
    await tellSignedOut(world.app, async ({ url }) => {
      asked.push(url);
      return 200;
    })(given);
    expect(asked).toEqual([other]);
    expect(of(await waiting(), given.userId)).toHaveLength(1);
    await move(told.hub.url);
  });

  test('is asked nothing once it is gone', async () => {
    const before = told.hub.requests;
    await run(job({ connectionId: randomUUID() }));
    expect(told.hub.requests).toBe(before);
  });
});
