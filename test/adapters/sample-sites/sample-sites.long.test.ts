import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, get as httpGet, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SampleSitesOptions } from '../../../adapters/sample-sites/options.ts';
import { openSites, type SampleSites } from '../../../adapters/sample-sites/sites.ts';
import { accents } from '../../../adapters/sample-sites/style.ts';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import type { Reach } from '../../../src/service/provisioning/site-client.ts';
import type { SiteState } from '../../../src/service/provisioning/state.ts';

/** The sample sites by themselves: what they take, and from whom. */

let folder: string;
let server: Server;
let origin: string;
let sites: SampleSites;
let options: SampleSitesOptions;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
/** What the issuer gives for a code. */
let idToken: string;

const clientId = 'in123-hub';
const client = scimClient(httpClient({ home: true }));
const signal = new AbortController().signal;
const reach = (token = 'the-token'): Reach => ({
  connectionId: `c-${token}`,
  site: 'hub',
  version: 1,
  capabilities: { parts: {} },
  learn: async () => {},
  url: `${origin}/sites/hub/scim/v2`,
  auth: { bearer: token },
});
const nadia: SiteState = {
  externalId: '11111111-1111-4111-8111-111111111111',
  email: 'nadia@riverside.example',
  firstName: 'Nadia',
  lastName: 'Karim',
  active: true,
  roles: ['teacher'],
  programmes: ['primary'],
  centreNumber: 'IN123',
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'staffroom-sites-'));
  keys = await generateKeyPair('RS256', { extractable: true });
  const app = express();
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  // As much of an issuer as a site looks at when it is told of a sign-out.
  app.get('/oidc/.well-known/openid-configuration', (_req, res) => {
    res.json({
      issuer: `${origin}/oidc`,
      jwks_uri: `${origin}/oidc/jwks`,
      authorization_endpoint: `${origin}/oidc/auth`,
      token_endpoint: `${origin}/oidc/token`,
      end_session_endpoint: `${origin}/oidc/end`,
    });
  });
  app.get('/oidc/jwks', (_req, res) => void res.json({ keys: [jwk] }));
  app.post('/oidc/token', (_req, res) => {
    res.json({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken });
  });
  options = {
    guard: (req, res, next) => void (req.headers['x-stranger'] ? res.sendStatus(403) : next()),
    issuer: `${origin}/oidc`,
    base: `${origin}/sites`,
    centre: { name: 'Riverside', supportContact: 'room 12' },
    sites: [{ key: 'hub', clientId, clientSecret: 'secret', scimToken: 'the-token', holdsData: true }],
    secret: new Uint8Array(32).fill(7),
    folder,
    groupsOf: async () => [],
    clock: () => new Date(),
    onProblem: () => {},
  };
  sites = openSites(options);
  app.use(sites.router);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  sites.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the SCIM service', () => {
  test('takes what our own client tells it, and keeps it', async () => {
    const { id } = await client.create(reach(), nadia, signal);
    const made = await client.get(reach(), id, signal);
    expect(made?.state).toEqual(nadia);
    const changed = { ...nadia, lastName: 'Rahman', active: false, programmes: [], roles: ['admin', 'site-admin'] };
    const { programmes, roles, active, lastName } = changed;
    const parts = { lastName, active, programmes, roles };
    await client.change(reach(), { id, etag: made?.etag ?? null }, parts, changed, signal);
    const byBoth = { externalId: nadia.externalId, email: nadia.email };
    expect(
      (await client.find(reach(), byBoth, { signal, asOf: 0 })).map((a) => ({ programmes: [], ...a.state })),
    ).toEqual([changed]);
    sites.close();
    const [again] = (await pageOf(openSites(options))).match(/Nadia Rahman/) ?? [];
    expect(again).toBe('Nadia Rahman');
    await client.remove(reach(), { id, etag: null }, signal);
    expect(await client.get(reach(), id, signal)).toBeUndefined();
  });

  test('refuses an old version, an e-mail that is used, a wrong token, and what it does not understand', async () => {
    const { id, etag } = await client.create(reach(), nadia, signal);
    const other = { ...nadia, externalId: '2' };
    await expect(client.create(reach(), other, signal)).rejects.toMatchObject({ kind: 'taken' });
    const change = (tag: string | null) => client.change(reach(), { id, etag: tag }, { active: false }, nadia, signal);
    await change(etag);
    await expect(change(etag)).rejects.toMatchObject({ kind: 'changed' });
    await expect(client.get(reach('wrong'), id, signal)).rejects.toMatchObject({ kind: 'closed' });
    const send = (method: string, path: string, body?: unknown) =>
      fetch(`${origin}/sites/hub/scim/v2${path}`, {
        method,
        headers: { authorization: 'Bearer the-token', 'content-type': 'application/scim+json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    const patch = (...Operations: unknown[]) => send('PATCH', `/Users/${id}`, { Operations });
    for (const [answer, status] of [
      [send('GET', '/Users?filter=name co "x"'), 400],
      [send('GET', '/Users?filter=userName eq "\\x"'), 400],
      [send('POST', '/Users', '{'), 400],
      [send('POST', '/Users', {}), 400],
      [send('POST', '/Users', { userName: 'x', active: 'yes' }), 400],
      [patch({ op: 'replace', path: '__proto__.x', value: 1 }), 400],
      [patch({ op: 'replace', path: 'emails[type eq "work"].value', value: 1 }), 400],
      [patch({ op: 'move' }), 400],
      [patch({ op: 'remove' }), 400],
      [send('GET', '/Users/__proto__'), 404],
      [send('GET', '/Things'), 404],
    ] as const) {
      expect((await answer).status).toBe(status);
    }
  });
});

async function pageOf(of: SampleSites): Promise<string> {
  const app = express().use(of.router);
  const other = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const page = await fetch(`http://localhost:${(other.address() as AddressInfo).port}/sites/hub/people`);
  other.closeAllConnections();
  other.close();
  return page.text();
}

describe('being told of a sign-out', () => {
  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const token = (claims: Record<string, unknown>, key = keys.privateKey) => {
    const seconds = Math.floor(Date.now() / 1_000);
    const whole = { iss: `${origin}/oidc`, aud: clientId, iat: seconds, jti: 'j', sid: 's', events: event, ...claims };
    return new SignJWT(whole).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(key);
  };
  const tell = async (logout_token: string) =>
    (
      await fetch(`${origin}/sites/hub/signed-out-elsewhere`, {
        method: 'POST',
        body: new URLSearchParams({ logout_token }),
      })
    ).status;

  test('ASVS 10.5.5: is believed once, where Staffroom says it of this site now', async () => {
    const good = await token({});
    expect(await tell(good)).toBe(200);
    expect(await tell(good)).toBe(400);
    for (const claims of [
      { iss: 'https://thief.example' },
      { aud: 'in123-forums' },
      { iat: Math.floor(Date.now() / 1_000) - 600 },
      { events: {} },
      { events: undefined },
      { nonce: 'n' },
      { sid: undefined },
      { jti: undefined },
    ]) {
      expect(await tell(await token({ jti: JSON.stringify(claims), ...claims })), JSON.stringify(claims)).toBe(400);
    }
    const stranger = await generateKeyPair('RS256');
    expect(await tell(await token({ jti: 'k2' }, stranger.privateKey))).toBe(400);
    expect(await tell('rubbish')).toBe(400);
  });
});

describe('the pages', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(origin + path, { headers, redirect: 'manual' });

  test('are only for whom the guard lets in, and no other page reads them or presses their buttons', async () => {
    expect((await get('/sites/hub/')).status).toBe(200);
    for (const path of [
      '',
      '/sites.css',
      '/hub/',
      '/hub/site.css',
      '/hub/now',
      '/hub/people',
      '/hub/sign-in',
      '/hub/callback',
    ])
      expect((await get(`/sites${path}`, { 'x-stranger': 'yes' })).status).toBe(403);
    expect((await get('/sites/hub/people', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' })).status).toBe(
      403,
    );
    // Staffroom's own page may be at another address. (Node's fetch says of itself that it is no navigation.)
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const status = await new Promise((resolve) =>
      httpGet(`${origin}/sites/hub/callback`, { headers }, (res) => resolve(res.resume().statusCode)),
    );
    expect(status).toBe(400);
    const press = (headers: Record<string, string>) =>
      fetch(`${origin}/sites/hub/sign-out`, { method: 'POST', headers, redirect: 'manual' });
    expect((await press({})).status).toBe(403);
    expect((await press({ origin: 'https://thief.example' })).status).toBe(403);
    expect((await press({ 'sec-fetch-site': 'cross-site', origin })).status).toBe(403);
    expect((await press({ origin })).status).toBe(303);
  });

  test('ASVS 10.1.2: begin a sign-in with PKCE, and take back only what was begun here', async () => {
    const answer = await get('/sites/hub/sign-in');
    const to = new URL(answer.headers.get('location') ?? '');
    expect(to.pathname).toBe('/oidc/auth');
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      client_id: clientId,
      redirect_uri: `${origin}/sites/hub/callback`,
      code_challenge_method: 'S256',
      response_type: 'code',
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^site_hub_flow=[\w.-]+; .*Path=\/sites\/hub; .*HttpOnly; SameSite=Lax$/);
    const value = cookie.split(';')[0] ?? '';
    const back = `/sites/hub/callback?code=x&iss=${encodeURIComponent(`${origin}/oidc`)}&state=`;
    // Another state than the one that was begun; a cookie that was changed; none.
    expect((await get(`${back}other`, { cookie: value })).status).toBe(400);
    expect((await get(`${back}${to.searchParams.get('state')}`, { cookie: `${value}x` })).status).toBe(400);
    expect(await (await get(back)).text()).toContain('Begin again');
  });

  test('ASVS 10.5.1, 10.5.2, 10.5.3, 10.5.4: take a token of Staffroom’s, for this site and this sign-in, and know people by sub', async () => {
    const sub = '11111111-1111-4111-8111-111111111111';
    const signIn = async (claims: Record<string, unknown>) => {
      const begun = await get('/sites/hub/sign-in');
      const { searchParams } = new URL(begun.headers.get('location') ?? '');
      const now = Math.floor(Date.now() / 1_000);
      const whole = {
        iss: `${origin}/oidc`,
        aud: clientId,
        sub,
        nonce: searchParams.get('nonce'),
        iat: now,
        exp: now + 60,
        email: 'nadia@riverside.example',
        ...claims,
      };
      idToken = await new SignJWT(whole).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(keys.privateKey);
      const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const query = new URLSearchParams({ code: 'x', iss: `${origin}/oidc`, state: searchParams.get('state') ?? '' });
      return get(`/sites/hub/callback?${query}`, { cookie });
    };
    for (const claims of [{ nonce: 'another' }, { iss: 'https://thief.example' }, { aud: 'in123-forums' }]) {
      const refused = await signIn(claims);
      expect(refused.status, JSON.stringify(claims)).toBe(400);
    }
    const held: string[] = [];
    options.groupsOf = async (sub) => {
      held.push(sub);
      return [];
    };
    const { status, headers } = await signIn({ email: 'renamed@riverside.example' });
    expect(status).toBe(303);
    const cookie = headers
      .getSetCookie()
      .map((c) => c.split(';')[0])
      .join('; ');
    expect((await get('/sites/hub/', { cookie })).status).toBe(200);
    expect(held).toEqual([sub]);
  });

  test('say so where Staffroom is away', async () => {
    const away = openSites({ ...options, issuer: 'http://localhost:1/oidc' });
    const app = express().use(away.router);
    const other = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const answer = await fetch(`http://localhost:${(other.address() as AddressInfo).port}/sites/hub/sign-in`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Staffroom can’t be reached now');
    other.closeAllConnections();
    other.close();
  });
});

test('every site’s colour can be read, light and dark', () => {
  const channel = (n: number) => (n / 255 <= 0.03928 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4);
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => channel(Number.parseInt(hex.slice(i, i + 2), 16)));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [x = 0, y = 0] = [light(a), light(b)].sort((m, n) => n - m);
    return (x + 0.05) / (y + 0.05);
  };
  for (const [site, { light: day, strong, dark, bright }] of Object.entries(accents)) {
    for (const [ink, ground] of [
      [day, '#ffffff'],
      [strong, '#ffffff'],
      [dark, '#1b242e'],
      [bright, '#1b242e'],
      ['#0d1b26', dark],
    ] as const) {
      expect(contrast(ink, ground), `${site} ${ink} on ${ground}`).toBeGreaterThan(4.5);
    }
  }
});
