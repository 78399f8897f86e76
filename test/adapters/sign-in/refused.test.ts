import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { requests, siteAccess, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import { accountPath, issuerOf } from '../../../src/service/sign-in/issuer.ts';
import { pageWords } from '../../../src/ui/sentences/pages.ts';
import { refusals } from '../../../src/ui/sentences/refusals.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import type { Site } from '../../../src/words/sites.ts';
import { useOpened } from '../../kit/opened.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { administer } from '../../kit/server.ts';
import { Person } from './person.ts';
import { client, testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();
const connection = useOpened(() => connectSite(world));
const site = useOpened(() => testSite(world.app, connection));

const begun = async (params: Record<string, string> = {}) => (await site.begin(params)).url;

function without(url: string, ...names: string[]): string {
  const changed = new URL(url);
  for (const name of names) changed.searchParams.delete(name);
  return changed.href;
}

describe('what a site asks for', () => {
  test.each([
    'https://site.example/callback/',
    'https://site.example/callback?x=1',
    'http://site.example/callback',
    'https://site.example.evil.example/callback',
    'https://site.example/',
  ])('ASVS 10.4.1: is answered nowhere else: %s', async (redirect_uri) => {
    const answer = await new Person().open(await begun({ redirect_uri }));
    expect(answer.status).toBe(400);
    expect(answer.url).toContain(world.app.publicUrl);
    expect(answer.text).toContain('invalid_redirect_uri');
  });

  test('ASVS 10.4.6: needs PKCE, and by its good method', async () => {
    const none = await new Person().open(without(await begun(), 'code_challenge', 'code_challenge_method'));
    expect(new URL(none.url).searchParams.get('error')).toBe('invalid_request');
    const plain = await new Person().open(await begun({ code_challenge_method: 'plain' }));
    expect(new URL(plain.url).searchParams.get('error')).toBe('invalid_request');
    const { url } = await site.begin();
    const ben = await world.person();
    const back = await new Person().signIn(url, ben.email, password);
    await expect((await site.begin()).finish(back.url.replace(/state=[^&]*/, ''))).rejects.toThrow();
  });

  test('ASVS 10.4.6: lets a site with a secret off PKCE where that is said of it, and no other', async () => {
    const start = async (options: Parameters<typeof connectSite>[1]) => {
      const site = await testSite(world.app, await connectSite(world, { site: 'forums', ...options }));
      const { url } = await site.begin();
      return new Person().open(without(url, 'code_challenge', 'code_challenge_method'));
    };
    expect((await start({ withoutPkce: true })).text).toContain('name="password"');
    await world.app.db.delete(siteConnections).where(eq(siteConnections.site, 'forums'));
    const open = await start({ secret: null });
    expect(new URL(open.url).searchParams.get('error_description')).toMatch(/requires PKCE/);
  });

  test.each<Record<string, string>>([
    { client_id: 'nobody' },
    { client_id: 'x\0y' },
    { response_type: 'token' },
    { response_type: 'code id_token' },
    { request: 'eyJhbGciOiJub25lIn0.e30.' },
  ])('ASVS 10.6.1: is refused: %o', async (params) => {
    const answer = await new Person().open(await begun(params));
    expect(answer.text + answer.url).toMatch(/invalid_client|unsupported_response_type|request_not_supported/);
    expect(answer.text + answer.url).not.toContain('code=');
  });

  test('ASVS 3.7.2: leads to no place that it was not connected with, also after signing out', async () => {
    const url = `${issuerOf(world.app)}/session/end?client_id=${connection.clientId}&post_logout_redirect_uri=https://evil.example`;
    const answer = await new Person().open(url);
    expect(answer.status).toBe(400);
    const unnamed = await new Person().open(
      `${issuerOf(world.app)}/session/end?post_logout_redirect_uri=https://evil.example`,
    );
    expect(unnamed.text).not.toContain('evil');
  });

  test('is asked of Staffroom’s own address, whatever the request says', async () => {
    const response = await fetch(`${issuerOf(world.app)}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    const text = await response.text();
    expect(text).not.toContain('evil');
    expect(JSON.parse(text)).toMatchObject({
      issuer: issuerOf(world.app),
      token_endpoint: `${issuerOf(world.app)}/token`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });

  test('by a form is taken as far as its answer can be read in an address', async () => {
    const send = async (state: string) => {
      const { origin, pathname, searchParams } = new URL(await begun({ prompt: 'none', state }));
      const person = new Person();
      const asked = await person.open(origin + pathname, { method: 'POST', body: searchParams });
      return asked.status === 200 ? person.submit({}) : asked;
    };
    const state = 'x'.repeat(7_000);
    expect(new URL((await send(state)).url).searchParams.get('state')).toBe(state);
    expect((await send('x'.repeat(50_000))).status).toBe(413);
  });

  test('is a page like others where there is nothing', async () => {
    const answer = await new Person().open(`${issuerOf(world.app)}/nowhere`);
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('Page not found');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('is answered to a page of the site itself where it runs in the browser, and to no other page', async () => {
    const [own, another] = ['https://app.example', 'https://another.example'];
    const connected = (site: Site, secret: string | null, origin: string) =>
      connectSite(world, { site, secret, redirectUri: `${origin}/in` });
    const open = await connected('primary', null, own);
    const other = await connected('lower-secondary', null, another);
    const kept = await connected('test-maker', 'a-secret-of-32-characters-or-more', own);
    const allowed = async ({ clientId }: { clientId: string }, origin: string, path = 'token') => {
      const response = await fetch(`${issuerOf(world.app)}/${path}`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, code: 'x', token: 'x' }),
      });
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      expect(response.headers.get('vary')).toContain('Origin');
      return response.headers.get('access-control-allow-origin');
    };
    for (const path of ['token', 'token/revocation']) {
      expect(await allowed(open, own, path)).toBe(own);
      for (const origin of [another, 'null', 'http://app.example', 'https://app.example:444', 'https://evil.example'])
        expect(await allowed(open, origin, path), `${path} ${origin}`).toBeNull();
      expect(await allowed(other, own, path)).toBeNull();
      expect(await allowed(kept, own, path)).toBeNull();
    }
    const wrong = await fetch(`${issuerOf(world.app)}/me`, { headers: { origin: own, authorization: 'Bearer x' } });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    expect(wrong.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate');
  });

  test.each([
    ['token', 'POST'],
    ['me', 'GET'],
    ['token/revocation', 'POST'],
    ['jwks', 'GET'],
    ['.well-known/openid-configuration', 'GET'],
  ])('is asked about beforehand by a browser: %s', async (path, method) => {
    const response = await fetch(`${issuerOf(world.app)}/${path}`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toMatch(/^(https:\/\/app\.example|\*)$/);
    expect(response.headers.get('access-control-allow-methods')?.split(',')).toContain(method);
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

test('why a site is refused is in the log, once in a while, and of strangers nothing', async () => {
  const own = await connectSite(world, { site: 'results-analysis' });
  const wrong = await testSite(world.app, own, client.ClientSecretPost('not-its-secret'));
  const begun = async (params: Record<string, string>) => (await wrong.begin(params)).url;
  world.logged.length = 0;
  for (let i = 0; i < 2; i += 1) {
    await expect(client.refreshTokenGrant(wrong.config, 'x')).rejects.toThrow();
    await new Person().open(await begun({ redirect_uri: 'https://site.example/callbakc' }));
    await new Person().open(await begun({ client_id: 'a-stranger' }));
    await new Person().open(await begun({ prompt: 'none' }));
  }
  const told = world.logged.map((line) => JSON.parse(line)).filter((l) => l.msg.startsWith('The sign-in refused'));
  expect(told).toMatchObject([
    { client: own.clientId, at: 'token', error: 'invalid_client', detail: 'invalid secret provided' },
    { client: own.clientId, error: 'invalid_redirect_uri', redirectUri: 'https://site.example/callbakc' },
  ]);
  expect(world.logged.join()).not.toContain('not-its-secret');
});

describe('the page', () => {
  test('ASVS 6.2.6, 6.2.7, 6.4.2: has the headers of the others, no secret, and all that a password manager needs', async () => {
    const answer = await new Person().open(await begun({ login_hint: 'ben@"school".example' }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self';");
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.text).toContain('autocomplete="username"');
    expect(answer.text).toContain('autocomplete="current-password"');
    expect(answer.text).toContain('value="ben@&quot;school&quot;.example"');
    expect(answer.text).toContain('Riverside School');
    expect(answer.text).toContain('/password/forgotten?school=');
    // What sends the form once, in a file of its own, and nothing else.
    expect(answer.text.match(/<script[^>]*>/g)).toEqual([
      expect.stringMatching(/^<script src="\/once\.js\?v=\w+" defer>$/),
    ]);
  });

  test('says beside the field what is missing, and keeps the e-mail', async () => {
    const person = new Person();
    await person.open(await begun());
    const empty = await person.submit({ email: ' ', password: '' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('id="email-error"');
    expect(empty.text).toContain('id="password-error"');
    const wrong = await person.submit({ email: 'ben@nowhere.example', password: 'wrong' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="ben@nowhere.example"');
    expect(wrong.text).toContain(refusals['sign-in-wrong']());
    expect(wrong.text).not.toContain('value="wrong"');
  });

  test('is of one browser: without its cookie, or for another address, it is too old', async () => {
    const person = new Person();
    const { url } = await person.open(await begun());
    const ben = await world.person();
    const body = new URLSearchParams({ email: ben.email ?? '', password });
    const stranger = await new Person().open(url, { method: 'POST', body });
    expect(stranger.status).toBe(410);
    const other = new Person();
    await other.open(await begun());
    other.cookies.push(...person.cookies.map((c) => ({ ...c, path: '/' })));
    const crossed = await other.open(url.replace(/[^/]+$/, 'x'.repeat(21)), { method: 'POST', body });
    expect(crossed.status).toBe(410);
    expect(crossed.text).toContain(signInWords.tooOld.title);
    expect(person.cookie('staffroom_sign_in')).toMatch(/samesite=lax; httponly/i);
  });

  test('can’t be used a second time', async () => {
    const person = new Person();
    const ben = await world.person();
    const { url } = await person.open(await begun());
    await person.submit({ email: ben.email ?? '', password });
    expect((await person.open(url)).status).toBe(410);
  });

  test.each([
    ['GET', 405],
    ['PUT', 405],
  ])('%s where nothing answers it', async (method, status) => {
    const { status: got } = await fetch(`${world.app.publicUrl}/sign-in/${randomUUID()}/ask-access`, { method });
    expect(got).toBe(status);
  });
});

describe('someone who does not get in', () => {
  test('ASVS 6.3.1: reads the same whoever they are, as long as the password is wrong', async () => {
    const active = await world.person();
    const suspended = await world.person({ status: 'suspended', suspendedFrom: 'active' });
    const invited = await addUser(world.app.db, world.school.centreId, { status: 'invited' });
    const answers = [];
    for (const email of [active.email, suspended.email, invited.email, 'nobody@nowhere.example', 'a\0b@c.example']) {
      const answer = await new Person().signIn(await begun(), email, 'not the password');
      answers.push({ status: answer.status, text: answer.text.replaceAll(email?.replace('\0', '\0') ?? '', '') });
    }
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([422]));
    expect(new Set(answers.map((a) => a.text)).size).toBe(1);
  });

  test('ASVS 7.2.1: because they are suspended reads so, and whom to ask, and is not signed in', async () => {
    const ben = await world.person({ status: 'suspended', suspendedFrom: 'active' });
    const person = new Person();
    const answer = await person.signIn(await begun(), ben.email, password);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(signInWords.suspended.title);
    expect(answer.text).toContain('IT desk, extension 214');
    expect(person.cookie('staffroom_session')).toBeUndefined();
  });

  test('because the site is not theirs reads so, asks for it, and once it is given gets in', async () => {
    const ben = await world.person({}, ['forums']);
    const person = new Person();
    const answer = await person.signIn(await begun(), ben.email, password);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('You can’t open School Support Hub yet');
    expect(answer.text).toContain('IT desk, extension 214');
    expect((await person.submit({ reason: ' ' })).text).toContain(signInWords.noAccess.reasonMissing);
    expect((await person.submit({ reason: 'x'.repeat(501) })).text).toContain(refusals['value-too-long']({ max: 500 }));
    const back = person.cookies.map((c) => ({ ...c }));
    const asked = await person.submit({ reason: 'For the <b>mock</b> exams' });
    expect(asked.status).toBe(200);
    expect(asked.text).toContain(signInWords.asked.title);
    const [request] = await world.app.db.select().from(requests).where(eq(requests.askerId, ben.id));
    expect(request).toMatchObject({
      kind: 'access',
      site: 'hub',
      status: 'pending',
      reason: 'For the <b>mock</b> exams',
    });
    person.cookies.splice(0, person.cookies.length, ...back);
    await person.open(await begun());
    expect((await person.submit({ reason: 'again' })).text).toContain('It still waits for a decision');
    expect(await world.app.db.select().from(siteSessions).where(eq(siteSessions.userId, ben.id))).toEqual([]);
    await world.app.db.insert(siteAccess).values({ centreId: ben.centreId, userId: ben.id, site: 'hub' });
    expect((await person.submit({ reason: 'again' })).text).toContain(signInWords.hasAccess.title);
    const { url, finish } = await site.begin();
    expect((await finish((await person.open(url)).url)).claims()?.sub).toBe(ben.id);
  });

  test('a request for access needs the page’s own cookie', async () => {
    const ben = await world.person({}, ['forums']);
    const person = new Person();
    const { url } = await person.signIn(await begun(), ben.email, password);
    const body = new URLSearchParams({ reason: 'forged' });
    expect((await new Person().open(`${url}/ask-access`, { method: 'POST', body })).status).toBe(410);
    expect(await world.app.db.select().from(requests).where(eq(requests.askerId, ben.id))).toEqual([]);
  });

  test('because they are of another school is told nothing more', async () => {
    const elsewhere = await addCentre(world.app.db, { name: 'Hillside School' });
    const theirs = { ...world, school: { ...world.school, centreId: elsewhere.id } };
    const their = await connectSite(theirs, { centreId: elsewhere.id });
    const ben = await world.person({});
    const person = new Person();
    const answer = await person.signIn((await (await testSite(world.app, their)).begin()).url, ben.email, password);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(signInWords.elsewhere.title);
    expect(answer.text).not.toContain('ask-access');
    expect(answer.text).not.toContain('Ben');
    const { url } = answer;
    await person.open(`${url}/ask-access`, { method: 'POST', body: new URLSearchParams({ reason: 'x' }) });
    expect(await world.app.db.select().from(requests).where(eq(requests.askerId, ben.id))).toEqual([]);
  });

  test('a site that asks without a page is told so, and no more', async () => {
    const ben = await world.person({}, ['forums']);
    const person = new Person();
    await person.signIn(await begun(), ben.email, password);
    const answer = await person.open(await begun({ prompt: 'none' }));
    expect(new URL(answer.url).searchParams.get('error')).toBe('access_denied');
    const stranger = await new Person().open(await begun({ prompt: 'none' }));
    expect(new URL(stranger.url).searchParams.get('error')).toBe('login_required');
  });

  test('ASVS 7.2.4: someone else can sign in in the same browser', async () => {
    const [ben, amina] = [await world.person(), await world.person({ firstName: 'Amina' })];
    const person = new Person();
    await person.signIn(await begun(), ben.email, password);
    const { url, finish } = await site.begin({ prompt: 'login' });
    let answer = await person.signIn(url, amina.email, password);
    // A page of the library's, which sends itself on: the first session is over.
    expect(answer.text).toContain('<form method="post"');
    expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/);
    answer = await person.submit({});
    expect((await finish(answer.url)).claims()?.sub).toBe(amina.id);
  });

  test('also where the page was opened while nobody was signed in', async () => {
    const [ben, amina] = [await world.person(), await world.person({ firstName: 'Amina' })];
    const person = new Person();
    const { url, finish } = await site.begin();
    const page = await person.open(url);
    await person.signIn(await begun(), ben.email, password);
    const typed = new URLSearchParams({ email: amina.email ?? '', password });
    const answer = await person.open(page.url, { method: 'POST', body: typed });
    expect(answer.text).toContain('<form method="post"');
    expect((await finish((await person.submit({})).url)).claims()?.sub).toBe(amina.id);
  });
});

test('where the school can’t be read for the first page of one’s own account, a page of ours says so', async () => {
  const { url } = world.database;
  await administer(url, (sql) => sql`alter table centres rename to schools`);
  try {
    const answer = await new Person().open(`${world.app.publicUrl}${accountPath}`);
    expect(answer.status).toBe(500);
    expect(answer.text).toContain(pageWords.broken.lead);
  } finally {
    await administer(url, (sql) => sql`alter table schools rename to centres`);
  }
});
