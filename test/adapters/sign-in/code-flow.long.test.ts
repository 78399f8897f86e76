import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { siteAccess, siteSessions, siteVisits, users } from '../../../db/schema/index.ts';
import { sites } from '../../../src/words/sites.ts';
import { Person } from './person.ts';
import { client, testSite } from './site.ts';
import { connectSite, password, signInWorld, useSignIn } from './world.ts';

const world = useSignIn();

describe('a site signs people in', () => {
  test.each([
    ['with a secret', 'hub', 'a-secret-of-32-characters-or-more'],
    ['that can keep none', 'forums', null],
  ] as const)('ASVS 10.1.1, 10.3.2: %s, by code and PKCE', async (_, key, secret) => {
    const ben = await world.person({ firstName: 'Ben' }, [key, 'primary'], key);
    const site = await testSite(world.app, await connectSite(world, { site: key, secret }));
    const { url, finish } = await site.begin();
    const back = await new Person().signIn(url, ben.email, password);
    expect(back.url).toMatch(/^https:\/\/site\.example\/callback\?code=/);
    const tokens = await finish(back.url);
    const told = {
      sub: ben.id,
      name: 'Ben Okafor',
      given_name: 'Ben',
      family_name: 'Okafor',
      email: ben.email,
      email_verified: true,
      centre_number: expect.stringMatching(/^IN\d+$/),
      role_on_site: 'site-admin',
      programmes: [],
    };
    expect(tokens.claims()).toMatchObject(told);
    expect(await client.fetchUserInfo(site.config, tokens.access_token, ben.id)).toEqual(told);
    expect(tokens.refresh_token).toBeUndefined();
    const [row] = await world.app.db.select().from(users).where(eq(users.id, ben.id));
    expect(row?.lastSignedInAt).toEqual(world.app.clock());
  });

  test('ASVS 10.4.10: that sends its secret in the form', async () => {
    const ben = await world.person({}, ['test-maker']);
    const connection = await connectSite(world, { site: 'test-maker' });
    const right = await testSite(world.app, connection, client.ClientSecretPost(connection.secret ?? ''));
    const { url, finish } = await right.begin();
    const person = new Person();
    expect((await finish((await person.signIn(url, ben.email, password)).url)).claims()?.sub).toBe(ben.id);
    const wrong = await testSite(world.app, connection, client.ClientSecretPost('another-secret'));
    const again = await wrong.begin();
    await expect(again.finish((await person.open(again.url)).url)).rejects.toMatchObject({ error: 'invalid_client' });
  });
});

test('ASVS 7.2.1: one sign-in opens every site, and it is kept when someone came to each last; not where they were not let in', async () => {
  const { app, clock } = world;
  const ben = await world.person({}, ['resource-plus', 'results-analysis']);
  const one = await testSite(app, await connectSite(world, { site: 'resource-plus' }));
  const other = await testSite(app, await connectSite(world, { site: 'results-analysis' }));
  const visits = async () => {
    const rows = await app.db.select().from(siteVisits).where(eq(siteVisits.userId, ben.id));
    return Object.fromEntries(rows.map(({ site, lastAt }) => [site, lastAt]));
  };
  const person = new Person();
  await person.signIn((await one.begin()).url, ben.email, password);
  const first = clock();
  expect(await visits()).toEqual({ 'resource-plus': first });
  try {
    clock.advance(10 * 60_000);
    const second = clock();
    const { url, finish } = await other.begin();
    const back = await person.open(url);
    expect((await finish(back.url)).claims()?.sub).toBe(ben.id);
    expect(person.cookie('staffroom_session')).toMatch(/; path=\/; samesite=lax; httponly$/i);
    expect(await visits()).toEqual({ 'resource-plus': first, 'results-analysis': second });
    clock.advance(10 * 60_000);
    const third = clock();
    await person.open((await one.begin()).url);
    await app.db.delete(siteAccess).where(and(eq(siteAccess.userId, ben.id), eq(siteAccess.site, 'results-analysis')));
    await person.open((await other.begin()).url);
    expect(await visits()).toEqual({ 'resource-plus': third, 'results-analysis': second });
  } finally {
    clock.set(new Date());
  }
});

test('ASVS 6.2.10, 7.2.2, 7.6.1, 7.6.2: a site that asks for a fresh sign-in gets one, by the password of years ago and a new session', async () => {
  const ben = await world.person({}, ['primary']);
  const site = await testSite(world.app, await connectSite(world, { site: 'primary' }));
  world.clock.advance(10 * 365 * 24 * 3_600_000);
  try {
    const person = new Person();
    await person.signIn((await site.begin()).url, ben.email, password);
    const [before] = (person.cookie('staffroom_session') ?? '').split(';');
    for (const [name, value] of [
      ['prompt', 'login'],
      ['max_age', '0'],
    ] as const) {
      const asked = await person.open((await site.begin({ [name]: value })).url);
      expect(asked.text).toContain('name="password"');
    }
    await person.signIn((await site.begin({ prompt: 'login' })).url, ben.email, password);
    expect((person.cookie('staffroom_session') ?? '').split(';')[0]).not.toBe(before);
  } finally {
    world.clock.set(new Date());
  }
});

test('ASVS 7.3.1, 7.3.2: a session ends half an hour after its last use, and 12 hours after the password', async () => {
  const ben = await world.person({}, ['lower-secondary']);
  const site = await testSite(world.app, await connectSite(world, { site: 'lower-secondary' }));
  const opens = async (person: Person, minutes: number) => {
    world.clock.advance(minutes * 60_000);
    return (await person.open((await site.begin()).url)).url.includes('code=');
  };
  try {
    const idle = new Person();
    await idle.signIn((await site.begin()).url, ben.email, password);
    expect([await opens(idle, 29), await opens(idle, 31)]).toEqual([true, false]);
    const busy = new Person();
    await busy.signIn((await site.begin()).url, ben.email, password);
    // 24 times 29 minutes are 11.6 hours.
    for (let i = 0; i < 24; i += 1) expect(await opens(busy, 29)).toBe(true);
    expect(await opens(busy, 25)).toBe(false);
  } finally {
    world.clock.set(new Date());
  }
});

test('ASVS 10.3.3: sites that are opened at the same moment are all part of the session', async () => {
  const world = await signInWorld();
  try {
    const ben = await world.person({}, [...sites]);
    const connected = await Promise.all(
      sites.map(async (site) => testSite(world.app, await connectSite(world, { site }))),
    );
    const person = new Person();
    const [first] = connected;
    await person.signIn((await first?.begin())?.url ?? '', ben.email, password);
    const begun = await Promise.all(connected.map((site) => site.begin()));
    const backs = await Promise.all(begun.map(({ url }) => person.open(url)));
    const tokens = await Promise.all(begun.map(({ finish }, i) => finish(backs[i]?.url ?? '')));
    expect(tokens.map((t) => t.claims()?.sub)).toEqual(sites.map(() => ben.id));
    expect(await world.app.db.select().from(siteSessions)).toHaveLength(sites.length);
  } finally {
    await world.close();
  }
});
