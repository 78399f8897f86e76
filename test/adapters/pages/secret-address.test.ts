import http from 'node:http';
import express, { type Express } from 'express';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { assets } from '../../../adapters/pages/assets.ts';
import { lastPages } from '../../../adapters/pages/pages.ts';
import { secretAddress } from '../../../adapters/pages/secret-address.ts';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import { rateLimits } from '../../../db/schema/index.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { listen } from '../../kit/listen.ts';
import { openedBy } from '../../kit/open-address.ts';
import { useOpened } from '../../kit/opened.ts';

/** What has no sign-in, behind the secret address. */

const secret = 's'.repeat(43);
const clock = testClock();
const app = useDatabase().app(clock);

function guarded(publicUrl: string): Express {
  const { router, guard, ownPagesOnly } = secretAddress({ ...app, publicUrl }, { secret, leadsTo: '' });
  const web = express().use(securityHeaders(), assets(), router, guard, ownPagesOnly);
  web.all(['/', '/data'], (_req, res) => void res.send('the data'));
  return web.use(...lastPages(pino({ level: 'silent' })));
}
const open = (publicUrl: string) =>
  useOpened(
    () => listen(guarded(publicUrl)),
    ({ close }) => close(),
  );
const local = open('http://localhost:3000');
const behindProxy = open('https://staffroom.school.example');

beforeEach(() => app.db.delete(rateLimits));

interface Sent {
  path?: string;
  method?: string;
  headers?: http.OutgoingHttpHeaders;
  body?: string;
  at?: { port: number };
}

/** A request with headers that `fetch` would not let through. */
function ask({ path = '/', method = 'GET', headers, body, at = local }: Sent) {
  return new Promise<{ status: number | undefined; headers: http.IncomingHttpHeaders; words: string }>(
    (resolve, reject) => {
      const sent = http.request({ port: at.port, host: '127.0.0.1', path, method, headers }, async (response) => {
        let words = '';
        for await (const chunk of response) words += chunk;
        resolve({ status: response.statusCode, headers: response.headers, words });
      });
      sent.on('error', reject);
      sent.end(body);
    },
  );
}

const json = { 'content-type': 'application/json' };
const letIn = () => openedBy(`http://localhost:${local.port}/open#${secret}`);

test('nobody is let in by where they connect from, nor by what a proxy says or leaves out', async () => {
  for (const path of ['/', '/data', '/data/', '/DATA', '//data', '/data?x=1']) {
    for (const headers of [
      {},
      { host: 'localhost:3000' },
      { 'x-forwarded-for': '127.0.0.1' },
      { 'x-real-ip': '::1' },
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { status, words } = await ask({ path, method, headers: { ...json, ...headers } });
        expect([path, method, status]).toEqual([path, method, 403]);
        expect(words).not.toContain('the data');
      }
    }
  }
  expect((await ask({})).words).toContain('Open the address that the terminal printed');
});

test('ASVS 3.3.1, 3.3.2, 3.3.3, 3.3.4, 14.2.1: the secret is in no path, query or answer, and opens for a cookie', async () => {
  expect((await ask({ path: `/open/${secret}` })).status).toBe(403);
  const page = await ask({ path: '/open' });
  expect(page).toMatchObject({
    status: 200,
    headers: { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' },
  });
  const body = JSON.stringify({ secret });
  const given = await ask({ path: '/open', method: 'POST', headers: json, body });
  expect(given.status).toBe(204);
  const [cookie = ''] = given.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^staffroom_open=\d+\.[\w-]{43}; Max-Age=2592000; Path=\/; .*HttpOnly; SameSite=Lax$/);
  expect(cookie).not.toContain(secret);
  expect((await ask({ headers: { cookie: cookie.split(';')[0] } })).words).toBe('the data');

  // A default nginx passes on a host of this machine; the browser says where it is.
  const headers = { ...json, host: '127.0.0.1:3000', origin: 'https://staffroom.school.example' };
  const behind = await ask({ at: behindProxy, path: '/open', method: 'POST', headers, body });
  const [safe = ''] = behind.headers['set-cookie'] ?? [];
  expect(safe).toMatch(/^__Host-staffroom_open=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
  const sent = { ...headers, cookie: safe.split(';')[0], 'sec-fetch-site': 'same-origin' };
  expect((await ask({ at: behindProxy, method: 'POST', headers: sent })).words).toBe('the data');
});

test('a cookie is good for 30 days, and only as it was given', async () => {
  const { cookie } = await letIn();
  const [name = '', until = '', signature = ''] = cookie.split(/[=.]/);
  for (const other of [
    '',
    `${name}=`,
    `${name}=${secret}`,
    `${name}=${until}.`,
    `${name}=${until}.${signature.toLowerCase()}`,
    `${name}=${Number(until) + 1}.${signature}`,
    `${name}=x.${signature}`,
    `other=${until}.${signature}`,
  ])
    expect([other, (await ask({ headers: { cookie: other } })).status]).toEqual([other, 403]);
  expect((await ask({ headers: { cookie } })).status).toBe(200);
  clock.advance(30 * 24 * 60 * 60_000);
  expect((await ask({ headers: { cookie } })).status).toBe(403);
});

test('a wrong secret is limited, the right one is not held up', async () => {
  const send = async (given: unknown) =>
    (await ask({ path: '/open', method: 'POST', headers: json, body: JSON.stringify({ secret: given }) })).status;
  for (const wrong of ['', 'S'.repeat(43), [secret], null]) expect(await send(wrong)).toBe(403);
  const tries = await Promise.all(Array.from({ length: 30 }, () => send('x')));
  expect([tries.filter((s) => s === 403).length, tries.filter((s) => s === 429).length]).toEqual([26, 4]);
  expect(await send(secret)).toBe(204);
});

test('the cookie is of no use by a name that is not ours: a web page may have its own lead to this machine', async () => {
  const { cookie } = await letIn();
  for (const host of ['localhost', 'localhost:3000', '127.0.0.1:1', '[::1]:3000'])
    expect([host, (await ask({ headers: { host, cookie } })).status]).toEqual([host, 200]);
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:80',
    '192.168.0.4',
    'localhost@x',
  ])
    expect([host, (await ask({ headers: { host, cookie } })).status]).toEqual([host, 403]);
});

test('ASVS 3.5.1, 3.5.2, 3.5.3: another page in the same browser neither reads nor changes', async () => {
  const { cookie } = await letIn();
  const host = `localhost:${local.port}`;
  const sent = { ...json, host, cookie };
  const cases: [http.OutgoingHttpHeaders, number][] = [
    [{ ...sent, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, 200],
    [sent, 200],
    [{ ...sent, origin: 'http://evil.example' }, 403],
    [{ ...sent, origin: 'null' }, 403],
    [{ ...sent, origin: `http://127.0.0.1:${local.port}` }, 403],
    [{ ...sent, 'sec-fetch-site': 'cross-site' }, 403],
    [{ ...sent, 'sec-fetch-site': 'same-site' }, 403],
    [{ ...sent, 'content-type': 'text/plain' }, 403],
    [{ ...sent, 'content-type': 'application/x-www-form-urlencoded' }, 403],
    [{ host, cookie }, 403],
  ];
  for (const [headers, status] of cases)
    expect([headers, (await ask({ path: '/data', method: 'POST', headers })).status]).toEqual([headers, status]);
  const elsewhere = { host, cookie, 'sec-fetch-site': 'cross-site' };
  expect((await ask({ path: '/data', headers: elsewhere })).status).toBe(403);
  const link = { ...elsewhere, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect((await ask({ path: '/', headers: link })).status).toBe(200);
  // Nor does one let a browser in without its knowing.
  const body = JSON.stringify({ secret });
  const headers = { ...json, host, 'sec-fetch-site': 'cross-site' };
  expect((await ask({ path: '/open', method: 'POST', headers, body })).status).toBe(403);
});
