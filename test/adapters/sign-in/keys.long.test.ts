import { decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { signingKeys } from '../../../db/schema/index.ts';
import { purgeExpired } from '../../../src/service/purge-expired.ts';
import { issuerOf } from '../../../src/service/sign-in/issuer.ts';
import { rotateKeys, signingKeySet } from '../../../src/service/sign-in/keys.ts';
import { signedOutNotice } from '../../../src/service/sign-in/signed-out.ts';
import { useOpened } from '../../kit/opened.ts';
import { Person } from './person.ts';
import { testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const world = useSignIn();
const connection = useOpened(() => connectSite(world, { logoutUrl: 'https://site.example/signed-out' }));
const site = useOpened(() => testSite(world.app, connection));

afterEach(() => world.clock.set(new Date()));

async function published(at = issuerOf(world.app)): Promise<string[]> {
  const { keys } = (await (await fetch(`${at}/jwks`)).json()) as { keys: { kid: string }[] };
  for (const key of keys) expect(key).not.toHaveProperty('d');
  return keys.map((k) => k.kid);
}

async function signedWith(): Promise<string | undefined> {
  const ben = await world.person();
  const { url, finish } = await site.begin();
  const { id_token } = await finish((await new Person().signIn(url, ben.email, password)).url);
  return decodeProtectedHeader(id_token ?? '').kid;
}

test('copies that start at once make one key', async () => {
  const { app } = world;
  await app.db.delete(signingKeys);
  const sets = await Promise.all([1, 2, 3].map(() => signingKeySet(app)));
  expect(new Set(sets.map((s) => s.map((k) => k.kid).join())).size).toBe(1);
  expect(sets[0]).toHaveLength(1);
});

describe('a new key', () => {
  test('is published at once by every copy, signs when all know it, and the old one stays for a month', async () => {
    const { app, clock } = world;
    const copy = await world.copy();
    clock.advance(minute);
    const [old = ''] = await published();
    const next = await rotateKeys(app);
    clock.advance(30_000);
    expect(new Set(await published())).toEqual(new Set([old, next]));
    expect(new Set(await published(`${copy}/oidc`))).toEqual(new Set([old, next]));
    expect(await signedWith()).toBe(old);
    clock.advance(2 * minute);
    expect(await signedWith()).toBe(next);
    const job = { connectionId: connection.id, userId: crypto.randomUUID(), sid: 's', endedAt: '' };
    expect(decodeProtectedHeader((await signedOutNotice(app, job))?.logoutToken ?? '').kid).toBe(next);
    clock.advance(29 * day);
    expect(await published()).toContain(old);
    clock.advance(day);
    expect(await published()).toEqual([next]);
    await purgeExpired(app);
    expect((await app.db.select().from(signingKeys)).map((k) => k.kid)).not.toContain(old);
  });

  test('takes the place of all, where someone else may know them', async () => {
    const { app } = world;
    const copy = `${await world.copy()}/oidc`;
    const old = await published();
    expect(await published(copy)).toEqual(old);
    const next = await rotateKeys(app, { forget: true });
    // By the next request already, in every copy.
    expect(await published()).toEqual([next]);
    expect(await published(copy)).toEqual([next]);
    expect(old).not.toContain(next);
    expect(await signedWith()).toBe(next);
  });

  test('is made where SECRET_KEY is another than before', async () => {
    const { app } = world;
    const [old] = await signingKeySet(app);
    const changed = { ...app, secretKey: Buffer.alloc(32, 7) };
    const [next] = await signingKeySet(changed);
    expect(next?.kid).not.toBe(old?.kid);
    expect(await signingKeySet(changed)).toHaveLength(1);
  });
});

test('ASVS 11.2.3, 11.6.1: a key has 3,072 bits, and its private half is only in the database as it is sealed', async () => {
  const rows = await world.app.db.select().from(signingKeys);
  expect(rows.length).toBeGreaterThan(0);
  for (const { publicJwk } of rows) {
    expect(Object.keys(publicJwk as object).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(Buffer.from((publicJwk as { n: string }).n, 'base64url').length * 8).toBe(3_072);
  }
});

test('ASVS 11.2.2: who signed in before SECRET_KEY was changed stays so while the old one stands beside it', async () => {
  const { secretKey, publicUrl: home } = world.app;
  const ben = await world.person();
  const person = new Person();
  const first = await site.begin();
  await first.finish((await person.signIn(first.url, ben.email, password)).url);
  const changed = await world.copy({ secretKey: Buffer.alloc(32, 9), secretKeysBefore: [secretKey] });
  person.via = (url) => url.replace(home, changed);
  const again = await site.begin();
  expect((await person.open(again.url)).url).toContain('code=');
});

test('two copies share everything: begun with one, gone on with by the other', async () => {
  const copy = await world.copy();
  const home = world.app.publicUrl;
  const ben = await world.person();
  const person = new Person();
  let turn = 0;
  person.via = (url) => (turn++ % 2 ? url.replace(home, copy) : url);
  const { url, finish } = await site.begin();
  const back = await person.signIn(url, ben.email, password);
  // The question, whose answer is the page; the form.
  expect(turn).toBe(2);
  const tokens = await finish(back.url);
  expect(tokens.claims()?.sub).toBe(ben.id);
  const userinfo = await fetch(`${copy}/oidc/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  expect(await userinfo.json()).toMatchObject({ sub: ben.id });
});
