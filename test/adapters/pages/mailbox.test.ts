import http from 'node:http';
import express from 'express';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { mailbox } from '../../../adapters/pages/mailbox.ts';
import { lastPages } from '../../../adapters/pages/pages.ts';
import type { CaughtMail } from '../../../src/ui/caught-mail.ts';
import { listen } from '../../kit/listen.ts';
import { useOpened } from '../../kit/opened.ts';

const mails: CaughtMail[] = [];

const web = express().disable('x-powered-by').set('trust proxy', 'loopback');
web.use(mailbox({ list: () => mails.toReversed() }), ...lastPages(pino({ level: 'silent' })));
const server = useOpened(
  () => listen(web),
  ({ close }) => close(),
);

function mail(values: Partial<CaughtMail> = {}): CaughtMail {
  const one = {
    id: crypto.randomUUID(),
    to: 'amina@riverside.example',
    from: 'no-reply@school.example',
    subject: 'A code to connect Slack',
    html: '<!doctype html><html><body><p>The code</p><script>alert(1)</script></body></html>',
    text: 'The code',
    at: new Date('2026-09-07T08:00:00Z'),
    ...values,
  };
  mails.push(one);
  return one;
}

const get = (path: string, init?: RequestInit) => fetch(`http://localhost:${server.port}${path}`, init);

/** A request with headers that `fetch` would not let through. */
function statusOf(path: string, headers: http.OutgoingHttpHeaders): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = http.request({ port: server.port, host: '127.0.0.1', path, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('says so when there is nothing, then lists what came, newest first', async () => {
  expect(await (await get('/mailbox')).text()).toContain('There are no mails yet.');
  const first = mail({ subject: 'First' });
  const second = mail({ subject: '<b>Second</b>', to: '"><script>x</script>@evil.example' });
  const page = await (await get('/mailbox')).text();
  expect(page.indexOf(`/mailbox/${second.id}`)).toBeLessThan(page.indexOf(`/mailbox/${first.id}`));
  expect(page).toContain('&lt;b&gt;Second&lt;/b&gt;');
  expect(page).not.toContain('<script');
});

test('a mail stands in a frame that runs nothing, and beside it as plain text', async () => {
  const { id } = mail({ text: 'Plain & <simple>' });
  const page = await get(`/mailbox/${id}`);
  const words = await page.text();
  expect(words).toContain(`sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mailbox/${id}/frame"`);
  expect(words).toContain('Plain &amp; &lt;simple&gt;');
  expect(words).not.toContain('alert(1)');
  expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
  expect(page.headers.get('cache-control')).toBe('no-store');
  const frame = await get(`/mailbox/${id}/frame`);
  expect(frame.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox allow-popups/);
  expect(frame.headers.get('x-frame-options')).toBeNull();
  expect(await frame.text()).toMatch(/^<!doctype html><meta charset="utf-8"><base target="_blank"><html>/);
});

test('has its own style, and a page for what is not there', async () => {
  expect((await get('/mailbox/style.css')).headers.get('content-type')).toContain('text/css');
  for (const path of ['/mailbox/nothing', '/mailbox/nothing/frame', '/mailbox/a/b']) {
    const response = await get(path);
    expect([path, response.status]).toEqual([path, 404]);
    expect(await response.text()).toContain('Page not found');
  }
});

describe('is for this machine alone', () => {
  test('refuses other names, proxies and other web pages', async () => {
    const { id } = mail();
    const host = `localhost:${server.port}`;
    for (const path of ['/mailbox', `/mailbox/${id}`, `/mailbox/${id}/frame`]) {
      expect(await statusOf(path, { host })).toBe(200);
      expect(await statusOf(path, { host: 'staffroom.school.example' })).toBe(403);
      expect(await statusOf(path, { host, 'x-forwarded-for': '127.0.0.1' })).toBe(403);
      expect(await statusOf(path, { host, 'sec-fetch-site': 'cross-site' })).toBe(403);
    }
  });

  test('changes nothing, for nobody', async () => {
    const response = await get('/mailbox', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(404);
  });
});
