import { eq } from 'drizzle-orm';
import { importJWK, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { siteConnections, siteSessions } from '../../../db/schema/index.ts';
import { issuerOf } from '../../../src/service/sign-in/issuer.ts';
import { signingKeySet } from '../../../src/service/sign-in/keys.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import { useOpened } from '../../kit/opened.ts';
import { Person } from './person.ts';
import { client, type TestSite, type Tokens, testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

/** What OpenID's own suite asks of a provider: its plans Basic OP, Form Post OP and RP-Initiated Logout OP. */

const world = useSignIn();
const connection = useOpened(() =>
  connectSite(world, {
    postLogoutUri: 'https://site.example/bye?kept=1',
    withoutPkce: true,
  }),
);
const site = useOpened(() => testSite(world.app, connection));
const ben = useOpened(() => world.person());
/** In whose browser Ben is signed in. */
const signedIn = useOpened(async () => {
  const person = new Person();
  const { url, finish } = await site.begin();
  const { url: back } = await person.signIn(url, ben.email, password);
  return { person, tokens: await finish(back) };
});

/** Asks in that browser, and takes what comes back. */
async function asked(params: Record<string, string>, how: TestSite = site): Promise<Tokens> {
  const { url, finish } = await how.begin(params);
  return finish((await signedIn.person.open(url)).url);
}

describe('a sign-in is asked for', () => {
  test.each<[string, Record<string, string>]>([
    ['scopes in another order', { scope: 'email profile openid' }],
    ['scopes that we do not have', { scope: 'openid profile email address phone' }],
    ['display', { display: 'page' }],
    ['display', { display: 'popup' }],
    ['something that nobody knows', { extra: 'foobar' }],
    ['languages', { ui_locales: 'se fr', claims_locales: 'se' }],
    ['a strength that we do not know', { acr_values: 'urn:mace:incommon:iap:silver' }],
    ['someone', { login_hint: 'buffy@vampires.example' }],
    ['an age', { max_age: '10000' }],
    ['single claims', { claims: '{"userinfo":{"name":{"essential":true}}}' }],
    ['no page', { prompt: 'none' }],
    ['a state with all signs', { state: 'a b&c=d%2F+é"<>' }],
  ])('with %s: %o', async (_, params) => {
    const { state } = params;
    const { url, finish } = await site.begin({ ...params, ...(state && { state }) });
    const back = await signedIn.person.open(url);
    expect(back.url).toMatch(/^https:\/\/site\.example\/callback\?code=/);
    if (state) return void expect(new URL(back.url).searchParams.get('state')).toBe(state);
    const tokens = await finish(back.url);
    expect(tokens.claims()).toMatchObject({ sub: ben.id, auth_time: signedIn.tokens.claims()?.auth_time });
    expect(tokens.token_type.toLowerCase()).toBe('bearer');
  });

  test('by the ID token of before, of who is signed in and of nobody else', async () => {
    const id_token_hint = signedIn.tokens.id_token ?? '';
    const hinted = { prompt: 'none', id_token_hint };
    expect((await asked(hinted)).claims()?.sub).toBe(ben.id);
    const other = new Person();
    const amina = await world.person({ firstName: 'Amina' });
    await other.signIn((await site.begin()).url, amina.email, password);
    const refused = await other.open((await site.begin(hinted)).url);
    expect(new URL(refused.url).searchParams.get('error')).toBe('login_required');
  });

  test('of someone who may be another: they say who they are', async () => {
    const page = await signedIn.person.open((await site.begin({ prompt: 'select_account' })).url);
    expect(page.text).toContain('name="password"');
  });

  test('without nonce, and without PKCE', async () => {
    const params = new URLSearchParams({
      client_id: connection.clientId,
      redirect_uri: connection.redirectUris[0] ?? '',
      response_type: 'code',
      scope: 'openid',
    });
    const { url } = await signedIn.person.open(`${issuerOf(world.app)}/auth?${params}`);
    const tokens = await client.authorizationCodeGrant(site.config, new URL(url));
    expect(tokens.claims()).toMatchObject({ sub: ben.id });
    expect(tokens.claims()).not.toHaveProperty('nonce');
  });

  test.each<[Record<string, string>, string]>([
    [{ response_type: '' }, 'invalid_request'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ response_mode: 'unheard_of' }, 'unsupported_response_mode'],
    [{ request_uri: 'https://site.example/request.jwt' }, 'request_uri_not_supported'],
    [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    [{ max_age: 'x' }, 'invalid_request'],
  ])('what is refused goes back to the site: %o', async (params, error) => {
    const { url } = await signedIn.person.open((await site.begin({ state: 'mine', ...params })).url);
    expect(url).toMatch(/^https:\/\/site\.example\/callback\?/);
    const back = new URL(url).searchParams;
    expect([back.get('error'), back.get('state'), back.get('iss')]).toEqual([error, 'mine', issuerOf(world.app)]);
  });

  test('and answered by a form, also what is refused', async () => {
    for (const [person, name] of [
      [signedIn.person, 'code'],
      [new Person(), 'error'],
    ] as const) {
      const page = await person.open((await site.begin({ response_mode: 'form_post', prompt: 'none' })).url);
      expect(page.text).toContain('action="https://site.example/callback"');
      expect(page.text).toContain(`name="${name}"`);
      expect(page.headers.get('content-security-policy')).not.toContain('form-action');
    }
  });
});

test.each<[string, string | null, Record<string, boolean>]>([
  // Browsers make no difference, and pages hand over now the one, now the other.
  [
    'https://app.example',
    'a-secret-of-32-characters-or-more',
    { 'https://app.example/': true, 'https://app.example/x': false },
  ],
  ['https://app.example/', null, { 'https://app.example': true, 'https://app.example//': false }],
  // An app on someone's own machine takes the port that is free.
  [
    'http://127.0.0.1/in',
    null,
    { 'http://127.0.0.1:51004/in': true, 'http://127.0.0.1:51004/on': false, 'http://localhost:51004/in': false },
  ],
  ['http://127.0.0.1/in', 'a-secret-of-32-characters-or-more', { 'http://127.0.0.1:51004/in': false }],
  ['http://127.0.0.1:51003/in', null, { 'http://127.0.0.1:51003/in': true, 'http://127.0.0.1:51004/in': false }],
])('connected with %s, with secret %s, people are sent to: %o', async (redirectUri, secret, sent) => {
  const { clientId } = await connectSite(world, { site: 'forums', secret, redirectUri });
  const someone = await world.person({}, ['forums']);
  for (const [redirect_uri, isGood] of Object.entries(sent)) {
    const { url } = await site.begin({ client_id: clientId, redirect_uri });
    const back = await new Person().signIn(url, someone.email, password).catch((refused: Error) => refused);
    expect(back instanceof Error ? back.message : back.url, redirect_uri).toMatch(
      isGood ? /code=/ : /invalid_redirect_uri/,
    );
    if (!(back instanceof Error))
      expect(back.url.startsWith(`${redirect_uri}?`) || back.url.startsWith(`${redirect_uri}/?`)).toBe(true);
  }
  await world.app.db.delete(siteSessions);
  await world.app.db.delete(siteConnections).where(eq(siteConnections.clientId, clientId));
});

test('the longest secret that is taken, of all signs that there are, is good in a header and in a form', async () => {
  const signs = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)).join('');
  const secret = signs.repeat(11).slice(0, 1_000);
  const connected = await connectSite(world, { site: 'test-maker', secret });
  for (const how of [client.ClientSecretBasic, client.ClientSecretPost]) {
    const { config } = await testSite(world.app, connected, how(secret));
    // It is the site; but the token is none.
    await expect(client.refreshTokenGrant(config, 'x')).rejects.toMatchObject({ error: 'invalid_grant' });
  }
});

test('who it is can be asked by GET, by POST with a header, and by POST with a form', async () => {
  const { access_token } = await asked({ scope: 'openid profile email' });
  const me = `${issuerOf(world.app)}/me`;
  const authorization = `Bearer ${access_token}`;
  const body = new URLSearchParams({ access_token });
  const told = [
    { headers: { authorization } },
    { method: 'POST', headers: { authorization } },
    { method: 'POST', body },
  ];
  for (const how of told) {
    const answer = await (await fetch(me, how)).json();
    expect(answer).toMatchObject({ sub: ben.id, name: 'Ben Okafor', email: ben.email, email_verified: true });
  }
  expect((await fetch(`${me}?access_token=${access_token}`)).status).toBe(400);
});

describe('a sign-out is asked for', () => {
  const end = (params: Record<string, string> = {}) =>
    signedIn.person.open(`${issuerOf(world.app)}/session/end?${new URLSearchParams(params)}`, {
      headers: { accept: 'text/html' },
    });
  const bye = 'https://site.example/bye?kept=1';
  const out = { logout: 'yes' };

  test.each<[string, () => Record<string, string>]>([
    [
      'an address that is not known',
      () => ({ id_token_hint: signedIn.tokens.id_token ?? '', post_logout_redirect_uri: `${bye}&x=1` }),
    ],
    ['a token that is not ours', () => ({ id_token_hint: 'eyJhbGciOiJub25lIn0.e30.', post_logout_redirect_uri: bye })],
    [
      'a token that was changed',
      () => ({
        id_token_hint: (signedIn.tokens.id_token ?? '').replace(/\.[^.]*$/, '.AAAA'),
        post_logout_redirect_uri: bye,
      }),
    ],
  ])('with %s: the site is not gone to, and signing out goes on all the same', async (_, params) => {
    const page = await end(params());
    expect(page.status).toBe(400);
    expect(page.text).toContain(signInWords.wrongRequest.title);
    expect(page.text).not.toContain('site.example');
    expect(page.text).toContain(`href="${issuerOf(world.app)}/session/end"`);
  });

  test('with nothing, or a state alone, or an address of nobody: one is asked, and stays here', async () => {
    const few: Record<string, string>[] = [{}, { state: 'x' }, { post_logout_redirect_uri: bye }];
    for (const params of few) {
      expect((await end(params)).text).toContain(signInWords.signOut.all);
    }
  });

  test('with a token that is past its time, and the address, and a state', async () => {
    const [key] = await signingKeySet(world.app);
    if (!key) throw new Error('no key');
    const late = new SignJWT({ sub: ben.id }).setIssuer(issuerOf(world.app)).setAudience(connection.clientId);
    const signed = late.setProtectedHeader({ alg: 'RS256', kid: key.kid }).setIssuedAt(0).setExpirationTime(1);
    const id_token_hint = await signed.sign(await importJWK(key, 'RS256'));
    await end({ id_token_hint, post_logout_redirect_uri: bye, state: 's t' });
    expect((await signedIn.person.submit(out)).url).toBe(`${bye}&state=s+t`);
  });
});
