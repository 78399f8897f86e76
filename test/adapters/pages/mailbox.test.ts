import express, { type RequestHandler } from 'express';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { mailbox } from '../../../adapters/pages/mailbox.ts';
import { lastPages } from '../../../adapters/pages/pages.ts';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import type { CaughtMail } from '../../../src/ui/caught-mail.ts';
import { listen } from '../../kit/listen.ts';
import { useOpened } from '../../kit/opened.ts';

const mails: CaughtMail[] = [];

const guard: RequestHandler = (req, res, next) => void (req.headers['x-stranger'] ? res.sendStatus(403) : next());
const web = express();
web.use(
  securityHeaders(),
  mailbox({ list: () => mails.toReversed() }, [guard]),
  ...lastPages(pino({ level: 'silent' })),
);
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

test('is only for whom its guards let in, all of it, and changes nothing for anyone', async () => {
  const { id } = mail();
  for (const path of ['/mailbox', '/mailbox/style.css', `/mailbox/${id}`, `/mailbox/${id}/frame`]) {
    expect((await get(path)).status).toBe(200);
    expect((await get(path, { headers: { 'x-stranger': 'yes' } })).status).toBe(403);
    expect((await get(path, { method: 'POST' })).status).toBe(404);
  }
});
