import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { auditEvents } from '../../db/schema/index.ts';
import { pageScript } from '../adapters/playground/page-script.ts';
import { useDatabase } from '../kit/database.ts';
import { administer } from '../kit/server.ts';
import { useStaffroom } from '../kit/staffroom.ts';
import { until } from '../kit/until.ts';

/** The main job, over HTTP, from the chat to the mail server and the page behind a link. */

const database = useDatabase();
const staffroom = useStaffroom(database);
const page = pageScript(() => staffroom);
const amina = 'coordinator';

test('a stranger at this machine’s own door gets nothing of the playground, its stream, mails and sites', async () => {
  for (const path of [
    '/',
    '/playground.js',
    '/api/events?as=coordinator',
    '/api/people?as=coordinator&q=a',
    '/api/mail/x',
    '/sites',
    '/sites/hub/people',
    '/mailbox',
  ])
    expect([path, (await fetch(staffroom.url + path)).status]).toEqual([path, 403]);
  const headers = { 'content-type': 'application/json' };
  for (const path of ['say', 'press', 'submit'])
    expect((await fetch(page.api(path), { method: 'POST', headers, body: '{}' })).status).toBe(403);
});

/** One address of each kind: open to all, in need of a cookie or a token, and none at all. */
const addresses = [
  '/',
  '/open',
  '/open.js',
  '/playground.css',
  '/api/people?as=coordinator&q=a',
  '/api/mail/none',
  '/sites',
  '/sites/hub/',
  '/sites/hub/scim/v2/Users',
  '/style.css',
  '/password.js',
  '/once.js',
  '/password/forgotten',
  '/password/set/none',
  '/email/confirm/none',
  '/password/strength',
  '/healthz',
  '/readyz',
  '/oidc/.well-known/openid-configuration',
  '/oidc/jwks',
  '/oidc/auth',
  '/oidc/token',
  '/sign-in/none',
  '/scim/v2/Users',
  '/nothing',
];

test('ASVS 3.2.1, 3.4.1, 3.4.3, 3.4.4, 3.4.5, 3.4.6, 4.1.1, 4.1.2, 14.3.2: all that is answered has its headers', async () => {
  for (const path of addresses)
    for (const sent of [staffroom.headers, {}]) {
      const answer = await fetch(staffroom.url + path, { headers: sent, redirect: 'manual' });
      const headers = Object.fromEntries(answer.headers);
      expect({ path, ...headers }).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'(?=.*base-uri 'none')(?=.*frame-ancestors 'none')/,
        ),
        'x-content-type-options': 'nosniff',
        'referrer-policy': expect.stringMatching(/^(no-referrer|same-origin)$/),
        'content-type': expect.stringMatching(/; charset=utf-8$|^application\/(scim\+|jwk-set\+)?json/),
      });
      // Nobody who asks unencrypted is led on, and so never finds out.
      expect(headers.location ?? '').not.toContain('https:');
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
      if (!/\.(css|js)$|^\/$/.test(path))
        expect([path, headers['cache-control']]).toEqual([path, expect.stringContaining('no-store')]);
    }
});

test('ASVS 3.4.2, 13.4.1, 13.4.3, 13.4.4: no other site reads an answer, no file of ours is served, and nothing is echoed', async () => {
  for (const path of addresses) {
    const headers = { ...staffroom.headers, origin: 'https://thief.example', 'access-control-request-method': 'POST' };
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await fetch(staffroom.url + path, { method, headers, redirect: 'manual' });
      // What an OpenID provider says of itself is for everyone to read; to be asked whether one may ask tells nothing.
      const isOpen = /well-known|jwks/.test(path) || (method === 'OPTIONS' && path === '/oidc/token');
      const open = isOpen ? [null, headers.origin] : [null];
      expect(open).toContain(answer.headers.get('access-control-allow-origin'));
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  }
  const { headers } = staffroom;
  for (const path of [
    '/.git/config',
    '/.env',
    '/.data/secret-key',
    '/package.json',
    '/src/main.ts',
    '/..%2f.env',
    '/adapters/',
    '/metrics',
  ])
    expect([path, (await fetch(staffroom.url + path, { headers })).status]).toEqual([path, 404]);
  const { hostname, port } = new URL(staffroom.url);
  for (const path of ['/', '/password/forgotten', '/oidc/auth', '/scim/v2/Users', '/healthz']) {
    const traced = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname).on('error', reject);
      let said = '';
      socket.on('data', (data) => {
        said += data;
      });
      socket.on('close', () => resolve(said));
      socket.write(`TRACE ${path} HTTP/1.1\r\nHost: localhost\r\nX-Secret: echoed\r\nConnection: close\r\n\r\n`);
    });
    expect(traced).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(traced).not.toContain('echoed');
  }
});

test('someone is added and sets a password by mail; a leaver is suspended, their data handed over, the account deleted', async () => {
  await page.say(amina, 'add Nadia Karim nadia.karim@riverside.example programmes:lower-secondary');
  await page.shown(amina, 'Nadia Karim is added');

  const mail = await until(async () =>
    (await page.snapshot(amina)).mails.find(({ to }) => to.includes('nadia.karim@riverside.example')),
  );
  const [link = ''] = /http:\/\/\S+\/password\/\S+/.exec(mail.text) ?? [];
  const password = 'seven purple kettles sing';
  const set = await fetch(link, { method: 'POST', body: new URLSearchParams({ password, again: password }) });
  expect(set.status).toBe(200);
  await page.say(amina, 'show nadia.karim@riverside.example');
  await page.shown(amina, 'Active · Teacher');

  const leaver = 'giulia.dangelo@riverside.example';
  await page.say(amina, `suspend ${leaver} left in July`);
  await page.press(amina, await page.shown(amina, 'Suspend Giulia'), 'Suspend');
  await page.shown(amina, 'is suspended');
  await page.say(amina, `transfer ${leaver} nadia.karim@riverside.example`);
  await page.press(amina, await page.shown(amina, 'data to Nadia Karim?'), 'Transfer data');
  await page.shown(amina, 'data is Nadia Karim’s now');
  await page.say(amina, `delete ${leaver}`);
  await page.press(amina, await page.shown(amina, 'account?'), 'Delete for good');
  await page.shown(amina, 'account is deleted');
  const done = (await database.db.select().from(auditEvents)).filter((e) => e.outcome === 'done' && e.actorId !== null);
  for (const action of ['user.add', 'user.suspend', 'data.transfer', 'user.delete']) {
    expect(done.map((e) => e.action)).toContain(action);
  }
});

test('ASVS 13.2.2: no connection that the program holds is that of the tables’ owner', async () => {
  const held = await administer(
    database.url,
    (sql) => sql<{ what: string; who: string }[]>`
      select distinct application_name as what, regexp_replace(usename, '_[0-9]+_[0-9a-f]+$', '') as who
      from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and usename <> ${new URL(database.appUrl).username}`,
  );
  expect(held.map(({ what, who }) => `${what}: ${who}`).sort()).toEqual([
    'staffroom-changes: staffroom_app',
    'staffroom-queue: staffroom_queue',
    'staffroom: staffroom_app',
  ]);
});
