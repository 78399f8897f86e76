import { randomUUID } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { desc, eq, isNotNull } from 'drizzle-orm';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scriptUrls, styleUrl } from '../../../adapters/pages/assets.ts';
import { health, NotReady, noted } from '../../../adapters/pages/health.ts';
import { addressOf } from '../../../adapters/pages/http-request.ts';
import { lastPages, pages } from '../../../adapters/pages/pages.ts';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import { connect } from '../../../db/connect.ts';
import {
  auditEvents,
  chatIdentities,
  credentials,
  links,
  oneTimeSecrets,
  rateLimits,
  siteAccess,
  siteConnections,
  users,
  workspaces,
} from '../../../db/schema/index.ts';
import { anyApp, teamsManifest } from '../../../manifest/teams.ts';
import { loadCommands } from '../../../src/bot/registry.ts';
import type { App } from '../../../src/service/context.ts';
import { makeToken } from '../../../src/service/directory/tokens.ts';
import { linkToken } from '../../../src/service/passwords/link-token.ts';
import { sendLink } from '../../../src/service/passwords/links.ts';
import { forgottenPath } from '../../../src/service/passwords/page-centre.ts';
import { minLength } from '../../../src/service/passwords/strength.ts';
import { purgeExpired } from '../../../src/service/purge-expired.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { askToMove } from '../../../src/service/workspaces/move-tie.ts';
import { html } from '../../../src/ui/html.ts';
import { pageWords } from '../../../src/ui/sentences/pages.ts';
import { refusals } from '../../../src/ui/sentences/refusals.ts';
import { type Keep, usualKeep } from '../../../src/words/keep.ts';
import type { LinkKind } from '../../../src/words/links.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { type Listening, listen } from '../../kit/listen.ts';
import { addCentre, addUser } from '../../kit/people.ts';

const good = 'violet tractor under rain';

const clock = testClock();
const app = useDatabase().app(clock);
let centreId: string;
let site: Listening;
const logged: string[] = [];

function serve(
  served: App,
  checks = {},
  stopping = new AbortController().signal,
  keep: Keep = usualKeep,
): Promise<Listening> {
  const log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
  const web = express();
  web.use(securityHeaders(), health(checks, stopping, 100), pages(served, log, keep));
  web.get('/broken', () => {
    throw new Error('secret inside');
  });
  web.use(lastPages(log));
  return listen(web);
}

beforeAll(async () => {
  centreId = (await addCentre(app.db, { name: 'Riverside & Sons <School>', supportContact: 'it@riverside.example' }))
    .id;
  site = await serve(app);
});
afterAll(() => site.close());
beforeEach(async () => {
  await app.db.delete(rateLimits);
  logged.length = 0;
});

type User = Awaited<ReturnType<typeof addUser>>;

async function link(user: User, kind: LinkKind, newEmail?: string): Promise<string> {
  const move = newEmail ? { newEmail, askedBy: user.id } : undefined;
  await inTransaction(app, (app) => sendLink(app, user, kind, randomUUID(), move));
  const found = await app.db.select().from(links).where(eq(links.userId, user.id));
  const open = found.find((l) => l.kind === kind && l.voidedAt === null && l.usedAt === null);
  return linkToken(app, open?.id ?? '');
}

const get = (path: string, init: RequestInit = {}) => fetch(site.url + path, { redirect: 'manual', ...init });
const post = (path: string, fields: Record<string, string> = {}) =>
  get(path, { method: 'POST', body: new URLSearchParams(fields) });
const strength = (body: string, type = 'application/json') =>
  get('/password/strength', { method: 'POST', body, headers: { 'Content-Type': type } });

/** The addresses of ours that a manifest names. */
const namedIn = (manifest: object, at: string) =>
  JSON.stringify(manifest)
    .split('"')
    .filter((each) => each.startsWith(at));

// First: with a second school there, a page that knows nobody names none.
describe('what is said of Staffroom', () => {
  test('is at each address that the manifest of Teams names, for whoever has no account', async () => {
    const addresses = namedIn(teamsManifest(await loadCommands(), { ...anyApp, publicUrl: site.url }), site.url);
    expect(addresses).toHaveLength(3);
    for (const address of addresses) {
      const answer = await fetch(address, { redirect: 'manual' });
      const page = await answer.text();
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
      // The school, and whom to ask.
      expect(page).toContain('Riverside &amp; Sons &lt;School&gt;');
      expect(page).toContain('mailto:it@riverside.example');
      for (const [, other = ''] of page.matchAll(/<a href="(\/(?:about|privacy|terms|password)[^"]*)"/g)) {
        expect((await get(other)).status).toBe(200);
      }
      expect((await post(new URL(address).pathname)).status).toBe(405);
    }
  });

  test('says for how long things are kept here', async () => {
    const short = await serve(app, {}, undefined, { days: 30, requestDays: 60, transferDays: 90 });
    const page = await (await fetch(`${short.url}/privacy`)).text();
    for (const days of ['30 days', '60 days', '90 days']) expect(page).toContain(days);
    await short.close();
  });
});

describe('setting a password', () => {
  test('the page shows who it is for, and has all that a password manager and a screen reader need', async () => {
    const user = await addUser(app.db, centreId, { status: 'invited', firstName: '<b>Zoë</b>' });
    const response = await get(`/password/set/${await link(user, 'set-up')}`);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain('<html lang="en-GB">');
    expect(page).toContain('<title>Choose a password – Riverside &amp; Sons &lt;School&gt;</title>');
    expect(page).toContain('&lt;b&gt;Zoë&lt;/b&gt;');
    expect(page).not.toContain('<b>');
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/autocomplete="new-password"/g)).toHaveLength(2);
    expect(page).toContain(`autocomplete="username" value="${user.email}"`);
    expect(page).toContain('aria-describedby="password-hint strength"');
    expect(page).toContain('<a href="mailto:it@riverside.example">');
  });

  test('what is wrong stands in the summary and beside the field, has the focus, and keeps no password', async () => {
    const user = await addUser(app.db, centreId);
    const token = await link(user, 'reset');
    const response = await post(`/password/set/${token}`, { password: 'Qwertyuiop12', again: 'Qwertyuiop12' });
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain('<title>Error: Choose a new password');
    expect(page).toContain('<a href="#password">');
    expect(page).toMatch(/aria-describedby="password-error password-hint strength" aria-invalid="true" autofocus/);
    expect(page).toContain(refusals['password-common']());
    expect(page).not.toContain('Qwertyuiop12');
    const differ = await (await post(`/password/set/${token}`, { password: good, again: `${good}!` })).text();
    expect(differ).toContain('id="again-error"');
    expect(differ).not.toContain(good);
  });

  test('a good one is saved, once, and the link says so afterwards', async () => {
    const user = await addUser(app.db, centreId, { status: 'invited' });
    const path = `/password/set/${await link(user, 'set-up')}`;
    for (let i = 0; i < 3; i++) expect((await get(path)).status).toBe(200);
    const answers = await Promise.all([1, 2].map(() => post(path, { password: good, again: good })));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 410]);
    const [found] = await app.db.select().from(users).where(eq(users.id, user.id));
    expect(found?.status).toBe('active');
    expect(await app.db.select().from(credentials).where(eq(credentials.userId, user.id))).toHaveLength(1);
    const used = await get(path);
    expect(used.status).toBe(410);
    expect(await used.text()).toContain('href="/password/forgotten?school=IN');
  });

  test('once it is saved the page leads into the sites, and says of which it can’t', async () => {
    const user = await addUser(app.db, centreId, { status: 'invited' });
    const at = { centreId, createdAt: clock(), changedAt: clock() };
    await app.db
      .insert(siteAccess)
      .values(['hub', 'forums'].map((s) => ({ centreId, userId: user.id, site: s as 'hub' })));
    await app.db
      .insert(siteConnections)
      .values({ ...at, site: 'hub', clientId: 'x-hub', homeUrl: 'https://hub.example/a?b=1&c' });
    const saved = await post(`/password/set/${await link(user, 'set-up')}`, { password: good, again: good });
    const page = await saved.text();
    expect(page).toContain('<a href="https://hub.example/a?b=1&amp;c">School Support Hub</a>');
    expect(page).toContain('You also have Online discussion forums. We were given no address for that');
  });

  test('links that are unknown or too old', async () => {
    const user = await addUser(app.db, centreId);
    const path = `/password/set/${await link(user, 'reset')}`;
    clock.advance(3_600_001);
    expect((await get(path)).status).toBe(410);
    expect((await post(path, { password: good, again: good })).status).toBe(410);
    for (const token of ['x', 'a'.repeat(3000), '%00', '..%2f..', "'--"]) {
      expect((await get(`/password/set/${token}`)).status, token).toBe(404);
    }
  });

  test('ASVS 16.3.3: guessing links is stopped, and written down; good ones go on working', async () => {
    const user = await addUser(app.db, centreId);
    const path = `/password/set/${await link(user, 'reset')}`;
    const codes = [];
    for (let i = 0; i < 32; i++) codes.push((await get(`/password/set/guess${i}`)).status);
    expect(codes.slice(0, 30).every((c) => c === 404)).toBe(true);
    expect(codes.slice(30)).toEqual([429, 429]);
    expect(logged.filter((line) => line.includes('Someone was held back at a page'))).toHaveLength(1);
    expect((await get('/password/set/guess')).headers.get('retry-after')).toBe('900');
    expect((await get(path)).status).toBe(200);
  });
});

describe('strength', () => {
  test('is said to who holds a link', async () => {
    const user = await addUser(app.db, centreId, { firstName: 'Amina', lastName: 'Rahman' });
    const token = await link(user, 'reset');
    const ask = async (password: unknown) => (await strength(JSON.stringify({ password, token }))).json();
    expect(await ask(good)).toEqual({ score: 4, sentence: pageWords.set.strength[4] });
    expect(await ask('AminaRahman1')).toMatchObject({ sentence: refusals['password-personal']() });
    expect(await ask('abc')).toMatchObject({ sentence: refusals['password-short']({ min: minLength }) });
    expect(await ask(['x'])).toMatchObject({ score: 0 });
    const stranger = await strength(JSON.stringify({ password: good, token: 'nonsense' }));
    expect(stranger.status).toBe(404);
    expect(await stranger.json()).toHaveProperty('error');
  });
});

describe('forgotten password', () => {
  test('answers the same, known or not', async () => {
    const user = await addUser(app.db, centreId);
    const known = await post('/password/forgotten', { email: user.email ?? '' });
    const unknown = await post('/password/forgotten', { email: 'nobody@nowhere.example' });
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(await known.text()).toBe(await unknown.text());
  });

  test('keeps what was typed, names the support contact, and has its limit', async () => {
    expect(await (await get('/password/forgotten')).text()).toContain(pageWords.forgotten.neither);
    const wrong = await post('/password/forgotten', { email: 'ben"><script>' });
    expect(wrong.status).toBe(422);
    const page = await wrong.text();
    expect(page).toContain('value="ben&quot;&gt;&lt;script&gt;"');
    expect(page).toContain(refusals['email-malformed']());
    const codes = [];
    for (let i = 0; i < 6; i++) codes.push((await post('/password/forgotten', { email: 'One@x.example' })).status);
    expect(codes).toEqual([200, 200, 200, 200, 200, 429]);
  });

  test.each(['ben\0@x.example', 'b\u0007en@x.example', 'ben@x\u0085.example'])(
    'takes %j for no address',
    async (email) => {
      expect((await post('/password/forgotten', { email })).status).toBe(422);
    },
  );

  test('another text for one address is under the same limit', async () => {
    const pasted = [
      'eva@x.example',
      '\u0007eva@x.example',
      'Eva <EVA@x.example>',
      'mailto:eva@x.example',
      'eva@x.example,',
    ];
    const codes = [];
    for (const email of [...pasted, ' eva@x.example'])
      codes.push((await post('/password/forgotten', { email })).status);
    expect(codes).toEqual([200, 200, 200, 200, 200, 429]);
  });

  test('names the school and whom to ask by the mark in its address, where there are several', async () => {
    const other = await addCentre(app.db, { name: 'Hillside Academy', supportContact: 'office@hillside.example' });
    expect(await (await get('/password/forgotten')).text()).not.toContain('Hillside');
    const path = forgottenPath(app, other.number);
    const page = await (await get(path)).text();
    expect(page).toContain('Hillside Academy');
    expect(page).toContain('office@hillside.example');
    // Whoever has no mail from there learns nothing.
    const { number } = await addCentre(app.db, { name: 'Lakeside College' });
    for (const school of [
      '%00',
      number,
      `${number}.`,
      path.split('=')[1]?.replace(other.number, number),
      '<b>',
      'a'.repeat(900),
    ]) {
      const response = await get(`/password/forgotten?school[]=x&school=${school}`);
      const single = await get(`/password/forgotten?school=${school}`);
      expect([response.status, single.status], school).toEqual([200, 200]);
      expect(await single.text()).not.toMatch(/Lakeside|Hillside/);
    }
  });
});

describe('confirming an e-mail', () => {
  test('asks first, then does it', async () => {
    const user = await addUser(app.db, centreId);
    const email = `new.${user.id}@riverside.example`;
    const path = `/email/confirm/${await link(user, 'confirm-email', email)}`;
    expect(await (await get(path)).text()).toContain(email.replace('@', '@<wbr>'));
    const [before] = await app.db.select().from(users).where(eq(users.id, user.id));
    expect(before?.email).toBe(user.email);
    expect((await post(path)).status).toBe(200);
    const [after] = await app.db.select().from(users).where(eq(users.id, user.id));
    expect(after?.email).toBe(email);
    expect((await post(path)).status).toBe(410);
  });

  test('a taken one is refused', async () => {
    const user = await addUser(app.db, centreId);
    const other = await addUser(app.db, centreId);
    const path = `/email/confirm/${await link(user, 'confirm-email', other.email ?? '')}`;
    expect((await post(path)).status).toBe(409);
  });
});

test('confirming someone in a chat asks first, says who it is, and does it once', async () => {
  const user = await addUser(app.db, centreId);
  const row = { centreId, platform: 'slack' as const, externalId: 'T0PAGES' };
  const [workspace] = await app.db.insert(workspaces).values(row).returning();
  const wanted = { workspaceId: workspace?.id ?? '', externalId: 'U1', userId: user.id, centreId, name: '<i>Zoë</i>' };
  await askToMove(app, { ...wanted, correlationId: randomUUID() });
  const [asked] = await app.db.select().from(links).where(eq(links.userId, user.id));
  const path = `/chat/confirm/${linkToken(app, asked?.id ?? '')}`;
  expect(await (await get(path)).text()).toContain('“&lt;i&gt;Zoë&lt;/i&gt;” in the Slack workspace T0PAGES');
  const tied = () => app.db.$count(chatIdentities, eq(chatIdentities.userId, user.id));
  expect(await tied()).toBe(0);
  // Another kind of page does nothing with it.
  for (const other of ['/email/confirm/', '/password/set/'])
    expect((await post(path.replace('/chat/confirm/', other))).status).toBe(404);
  expect((await post(path)).status).toBe(200);
  expect(await tied()).toBe(1);
  expect((await post(path)).status).toBe(410);
});

describe('requests that are no person’s', () => {
  test.each([
    ['an unknown path', '/nothing/here', {}, 404],
    ['an unknown path of ours', '/password', {}, 404],
    ['a wrong method', '/password/forgotten', { method: 'DELETE' }, 405],
    ['a wrong method on a token', '/email/confirm/x', { method: 'PUT' }, 405],
    ['malformed percent-encoding', '/password/set/%E0%A4%A', {}, 400],
    ['a wrong content type', '/password/forgotten', { method: 'POST', body: '{}' }, 415],
    ['no body', '/password/forgotten', { method: 'POST' }, 415],
    [
      'a large body',
      '/password/forgotten',
      { method: 'POST', body: new URLSearchParams({ a: 'x'.repeat(9000) }) },
      413,
    ],
    ['a mistake of ours', '/broken', {}, 500],
  ])('%s', async (_what, path, init, status) => {
    const response = await get(path, init);
    expect(response.status).toBe(status);
    const page = await response.text();
    expect(page).toContain('<h1>');
    expect(page).not.toMatch(/secret inside|node_modules|\bat \//);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('a body that only says that it is JSON', async () => {
    expect((await strength('{"a":')).status).toBe(400);
    expect((await strength('[]')).status).toBe(404);
    expect((await strength('{}', 'text/plain')).status).toBe(415);
    expect((await strength(JSON.stringify({ password: 'x'.repeat(9000) }))).status).toBe(413);
  });

  test('half a request', async () => {
    const { port } = site;
    await new Promise<void>((resolve) => {
      const socket = connectTcp(port, '127.0.0.1', () => {
        const head = 'POST /password/forgotten HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded';
        socket.write(`${head}\r\nContent-Length: 50\r\n\r\nemail=`);
        setTimeout(() => socket.destroy(), 50);
      });
      socket.on('close', () => resolve());
    });
    expect((await get('/password/forgotten')).status).toBe(200);
  });

  test('every page has its headers', async () => {
    const { headers } = await get('/password/forgotten');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none';style-src 'self';script-src 'self';connect-src 'self';form-action 'self';img-src 'self' data:;frame-ancestors 'none';base-uri 'none'",
    });
    const style = await get('/style.css');
    expect(style.headers.get('content-type')).toContain('text/css');
    for (const script of ['/password.js', '/once.js'])
      expect((await get(script)).headers.get('content-type')).toContain('javascript');
  });

  test('what pages are made with is kept for ever under its own mark, and under that of another release not at all', async () => {
    const caching = async (path: string) => (await get(path)).headers.get('cache-control');
    for (const url of [styleUrl, ...Object.values(scriptUrls)]) {
      expect(await caching(url)).toContain('immutable');
      expect(await caching(url.replace(/=.*/, '=0123456789ab'))).toBe('no-store');
    }
  });
});

describe('when the database is away', () => {
  test('ASVS 13.4.2, 16.5.1: the pages say so, and the log holds no secret', async () => {
    const away = connect('postgres://nobody:nothing@127.0.0.1:1/none');
    const broken = await serve({ ...app, db: away.db });
    for (const [path, init] of [
      ['/password/forgotten', {}],
      ['/password/set/abcdef', {}],
      ['/password/set/abcdef', { method: 'POST', body: new URLSearchParams({ password: good, again: good }) }],
    ] as const) {
      const response = await fetch(broken.url + path, init);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain(pageWords.away.lead.split(' ')[0]);
    }
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join()).not.toMatch(/abcdef|violet/);
    await broken.close();
    await away.close();
  });
});

describe('health', () => {
  test('ASVS 13.4.5: names what is missing, and waits for nothing that hangs', async () => {
    const checked = await serve(app, {
      database: async () => {},
      queue: async () => {
        throw new Error('no');
      },
      slack: () => new Promise<void>(() => {}),
      teams() {
        throw new Error('at once');
      },
    });
    expect(await (await fetch(`${checked.url}/healthz`)).json()).toEqual({ status: 'ok' });
    // That of slack never comes back: an answer at all is what shows that nobody waits for it.
    const ready = await fetch(`${checked.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'not ready', missing: ['queue', 'slack', 'teams'] });
    await checked.close();
    expect((await get('/readyz')).status).toBe(200);
  });

  test('says why something is missing where that is known', async () => {
    const checked = await serve(app, {
      database: async () => {
        throw new NotReady('its disk is full');
      },
      queue: async () => {
        throw new Error('secret inside');
      },
    });
    expect(await (await fetch(`${checked.url}/readyz`)).json()).toEqual({
      status: 'not ready',
      missing: ['database', 'queue'],
      reasons: { database: 'its disk is full' },
    });
    await checked.close();
  });

  test('says what is amiss and keeps nobody from work', async () => {
    const note = 'In 1 workspace it takes nothing: token_revoked. The log says where, and what to do.';
    const checked = await serve(app, { database: async () => {}, slack: async () => note });
    const ready = await fetch(`${checked.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ready', missing: [], notes: { slack: note } });
    await checked.close();
  });

  test('what is only noted is missing neither where it can’t be told, nor where the database hangs, which is asked once', async () => {
    let asked = 0;
    const checked = await serve(app, {
      mail: noted(async () => {
        throw new Error('secret inside');
      }),
      mailToo: noted(() => {
        asked += 1;
        return new Promise(() => {});
      }, 10),
      slack: noted(async () => 'The mail server takes nothing.'),
    });
    const look = async () => (await fetch(`${checked.url}/readyz`)).json();
    const ready = { status: 'ready', missing: [], notes: { slack: 'The mail server takes nothing.' } };
    expect([await look(), await look(), asked]).toEqual([ready, ready, 1]);
    await checked.close();
  });

  test('about to stop it lives, and is not to be sent anyone', async () => {
    const stop = new AbortController();
    const stopped = await serve(app, {}, stop.signal);
    expect((await fetch(`${stopped.url}/readyz`)).status).toBe(200);
    stop.abort();
    expect((await fetch(`${stopped.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${stopped.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'stopping', missing: [] });
    await stopped.close();
  });
});

describe('ASVS 14.2.1, 14.2.2, 14.3.2: a secret that is handed over', () => {
  async function handed() {
    const user = await addUser(app.db, centreId, { role: 'coordinator' });
    const actor = { id: user.id, centreId, role: user.role, siteAdminOf: [] };
    const { page } = await makeToken({ ...app, actor, workspaceId: null, correlationId: randomUUID() }, {});
    return { user, path: new URL(page).pathname };
  }
  const press = (path: string) => post(path, { show: 'yes' });
  const token = /staffroomscim[0-9a-f]{64}/;

  test('is shown once, to who presses; no scanner that opens the page or posts its form empty uses it up', async () => {
    const { path } = await handed();
    for (const look of [get(path), get(path), post(path), post(path, { show: '' })])
      expect(await (await look).text()).not.toMatch(token);
    const answers = await Promise.all([press(path), press(path)]);
    const pages = await Promise.all(answers.map((a) => a.text()));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 410]);
    expect(pages.filter((page) => token.test(page))).toHaveLength(1);
    for (const { headers } of answers)
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    // Whoever comes second reads when the first was there.
    const late = await get(path);
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('If that was not you')]);
    expect(await app.db.$count(oneTimeSecrets, isNotNull(oneTimeSecrets.sealed))).toBe(0);
    expect(logged.join()).not.toContain(path.split('/').at(-1));
    const [told] = await app.db.select().from(auditEvents).orderBy(desc(auditEvents.id)).limit(1);
    expect(told).toMatchObject({ actorId: null, details: { by: 'link', changed: ['secretShown'] } });
  });

  test('is gone after ten minutes, or with the right of whom it was for; another link opens nothing', async () => {
    const [late, demoted] = [await handed(), await handed()];
    await app.db.update(users).set({ role: 'admin' }).where(eq(users.id, demoted.user.id));
    expect([(await get(demoted.path)).status, (await press(demoted.path)).status]).toEqual([200, 410]);
    clock.advance(10 * 60_000);
    expect([(await get(late.path)).status, (await press(late.path)).status]).toEqual([410, 410]);
    for (const path of ['/secret/x', `${late.path}x`, '/secret']) expect((await get(path)).status).toBe(404);
    expect(await app.db.$count(oneTimeSecrets)).toBe(3);
    clock.advance(1);
    await purgeExpired(app);
    expect(await app.db.$count(oneTimeSecrets)).toBe(0);
  });
});

test('a rate limit counts an IPv6 customer as one', () => {
  const socket = { remoteAddress: '10.0.0.9' };
  const of = (ip: string) => addressOf({ ip, socket } as Parameters<typeof addressOf>[0]);
  expect(of('::ffff:10.0.0.1')).toBe('10.0.0.1');
  expect(of('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
  expect(of('2001:db8:1:2::9')).toBe('2001:db8:1:2');
  expect(of('2001:DB8:1:2::9%eth0')).toBe('2001:db8:1:2');
  expect(of('::1')).toBe('0:0:0:0');
  // With the caller's port, as some proxies have it; and what is no address at all.
  expect(of('203.0.113.7:50123')).toBe('203.0.113.7');
  expect(of('[2001:db8:1:2::9]:50123')).toBe('2001:db8:1:2');
  for (const made of ['unknown', '_hidden', '', '1.2.3', 'x:1']) expect(of(made)).toBe('10.0.0.9');
});

test('ASVS 1.2.1: HTML keeps text as text', () => {
  expect(html`<p title="${'"><x'}">${['a', html`<b>${'&'}</b>`, null, 0]}</p>`.html).toBe(
    '<p title="&quot;&gt;&lt;x">a<b>&amp;</b>0</p>',
  );
});
