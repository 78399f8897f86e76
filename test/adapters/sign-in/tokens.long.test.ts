import { describe, expect, test } from 'vitest';
import { oidcRecords } from '../../../db/schema/index.ts';
import { purgeExpired } from '../../../src/service/purge-expired.ts';
import { useOpened } from '../../kit/opened.ts';
import { Person } from './person.ts';
import { client, scope, type Tokens, testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();
const connection = useOpened(() => connectSite(world));
const site = useOpened(() => testSite(world.app, connection));

const offline = { scope: `${scope} offline_access`, prompt: 'consent' };

async function signedIn(params: Record<string, string> = offline): Promise<Tokens> {
  const ben = await world.person();
  const { url, finish } = await site.begin(params);
  return finish((await new Person().signIn(url, ben.email, password)).url);
}

const refresh = (token = '') => client.refreshTokenGrant(site.config, token);
const invalid = { error: 'invalid_grant' };

describe('a refresh token', () => {
  test('ASVS 10.4.5: is changed at each use, and the claims are those of now', async () => {
    const first = await signedIn();
    const second = await refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.claims()).toMatchObject({ sub: first.claims()?.sub, name: 'Ben Okafor' });
    expect((await refresh(second.refresh_token)).access_token).toBeTruthy();
  });

  test('ASVS 10.4.5: that is used a second time takes all of it away', async () => {
    const first = await signedIn();
    const second = await refresh(first.refresh_token);
    await expect(refresh(first.refresh_token)).rejects.toMatchObject(invalid);
    await expect(refresh(second.refresh_token)).rejects.toMatchObject(invalid);
    await expect(client.fetchUserInfo(site.config, second.access_token, second.claims()?.sub ?? '')).rejects.toThrow();
  });

  test('that is used twice at one moment is good for neither', async () => {
    const { refresh_token } = await signedIn();
    const both = await Promise.allSettled([refresh(refresh_token), refresh(refresh_token)]);
    expect(both.some((r) => r.status === 'rejected')).toBe(true);
    for (const one of both) {
      if (one.status === 'fulfilled') await expect(refresh(one.value.refresh_token)).rejects.toMatchObject(invalid);
    }
  });

  test('ASVS 10.4.4, 10.4.11: is given only where the site says that it needs one', async () => {
    expect((await signedIn({})).refresh_token).toBeUndefined();
    // Many leave out the consent that OpenID wants beside it: the school gave that when it connected the site.
    expect((await signedIn({ scope: offline.scope })).refresh_token).toBeTruthy();
    expect((await signedIn({ scope: offline.scope, prompt: 'login' })).refresh_token).toBeTruthy();
  });

  test('ASVS 10.4.8: ends 30 days after the sign-in, however often it is changed', async () => {
    let { refresh_token } = await signedIn();
    try {
      for (let i = 0; i < 2; i += 1) {
        world.clock.advance(13 * 24 * 3_600_000);
        ({ refresh_token } = await refresh(refresh_token));
      }
      world.clock.advance(4 * 24 * 3_600_000);
      await expect(refresh(refresh_token)).rejects.toMatchObject(invalid);
    } finally {
      world.clock.set(new Date());
    }
  });

  test('ASVS 10.4.9: can be given back', async () => {
    const { refresh_token } = await signedIn();
    await client.tokenRevocation(site.config, refresh_token ?? '');
    await expect(refresh(refresh_token)).rejects.toMatchObject(invalid);
  });
});

test('ASVS 10.4.2: a code is good once; used again, it takes away what it gave', async () => {
  const ben = await world.person();
  const { url } = await site.begin(offline);
  const back = await new Person().signIn(url, ben.email, password);
  expect(back.url).toContain('code=');
  const ours = await site.begin(offline);
  const again = await new Person().signIn(ours.url, ben.email, password);
  const tokens = await ours.finish(again.url);
  await expect(ours.finish(again.url)).rejects.toMatchObject(invalid);
  await expect(refresh(tokens.refresh_token)).rejects.toMatchObject(invalid);
});

test('ASVS 10.4.3: a code is good for a minute', async () => {
  const ben = await world.person();
  const { url, finish } = await site.begin();
  const back = await new Person().signIn(url, ben.email, password);
  world.clock.advance(61_000);
  await expect(finish(back.url)).rejects.toMatchObject(invalid);
  world.clock.set(new Date());
});

test('ASVS 9.2.2, 9.2.4, 10.3.1: a token of one site is nothing to another, and one that says who someone is opens nothing', async () => {
  const tokens = await signedIn();
  const sub = tokens.claims()?.sub ?? '';
  await expect(client.fetchUserInfo(site.config, tokens.id_token ?? '', sub)).rejects.toThrow();
  const other = await testSite(world.app, await connectSite(world, { site: 'forums', secret: null }));
  await expect(client.refreshTokenGrant(other.config, tokens.refresh_token ?? '')).rejects.toMatchObject(invalid);
});

test('ASVS 7.2.3: nothing that opens anything is in the database as it is', async () => {
  const ben = await world.person();
  const person = new Person();
  const { url, finish } = await site.begin(offline);
  const tokens = await finish((await person.signIn(url, ben.email, password)).url);
  const secrets = [
    tokens.access_token,
    tokens.refresh_token ?? '',
    ...person.cookies.filter((c) => !c.name.endsWith('.sig')).map((c) => c.value),
    connection.secret ?? '',
  ];
  expect(secrets.length).toBeGreaterThan(4);
  for (const table of ['oidc_records', 'site_sessions', 'signing_keys', 'site_connections', 'credentials']) {
    const rows = JSON.stringify(await world.app.db.execute(`select t::text from ${table} t`));
    for (const secret of [...secrets, ben.email ?? '', 'Okafor', '"d"']) {
      const forms = [secret, Buffer.from(secret).toString('hex')];
      for (const form of forms) expect(rows.includes(form), `${table} ${form}`).toBe(false);
    }
  }
});

test('what has expired is deleted in the night', async () => {
  await signedIn();
  world.clock.advance(91 * 24 * 3_600_000);
  try {
    await purgeExpired(world.app);
    expect(await world.app.db.select().from(oidcRecords)).toEqual([]);
  } finally {
    world.clock.set(new Date());
  }
});
