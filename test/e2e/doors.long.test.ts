import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { eventsPath } from '../../adapters/slack/connect/door.ts';
import { messagesPath } from '../../adapters/teams/connect/door.ts';
import { sign } from '../adapters/slack/fake/sign.ts';
import { useOpened } from '../kit/opened.ts';
import { twoChats } from './two-chats.ts';

/** Where Slack and Teams post to, in the whole program: anyone may knock there. */

const both = useOpened(twoChats, ({ stop }) => stop());
afterEach(() => expect(both.broken()).toEqual([]));

const post = (path: string, headers: Record<string, string> = {}, body = '{}') =>
  fetch(both.first.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

const signed = (body: string) => sign(both.slack.signingSecret, body);

const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' });

test('ASVS 3.4.1, 3.4.3, 3.4.4, 3.4.5, 3.4.6, 14.3.2: what is answered there has the headers of all that is answered', async () => {
  const answers = [
    await post(eventsPath),
    await post(eventsPath, signed(challenge), challenge),
    await post(messagesPath),
    await fetch(both.first.url + eventsPath),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 200, 401, 404]);
  for (const { url, headers } of answers)
    expect({ url, ...Object.fromEntries(headers) }).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'(?=.*base-uri 'none')(?=.*frame-ancestors 'none')/,
      ),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
});

test.each(['http://a:99999', 'http://[x', '/', '//a:99999'])(
  'an address that begins with %s breaks nothing',
  async (odd) => {
    for (const path of [eventsPath, messagesPath]) {
      const { hostname, port } = new URL(both.first.url);
      const asked = request({ hostname, port, method: 'POST', path: odd + path }).end('{}');
      const [{ statusCode }] = (await once(asked, 'response')) as [IncomingMessage];
      expect([401, 404]).toContain(statusCode);
    }
  },
);

test('a body that is too large, or of which half comes, keeps nobody after it', async () => {
  const { hostname, port } = new URL(both.first.url);
  for (const path of [eventsPath, messagesPath]) {
    const large = await post(path, { authorization: 'Bearer a.b.c' }, ' '.repeat(5_000_000));
    expect([401, 413]).toContain(large.status);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{`, () => socket.destroy());
    await once(socket, 'close');
  }
  const answer = await post(eventsPath, signed(challenge), challenge);
  expect(await answer.json()).toEqual({ challenge: 'abc' });
});

test('what Slack signed, and is no object, is answered that it is none', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const [body, headers] of [
    ['null', {}],
    ['[]', {}],
    ['"text"', {}],
    ['{"type":', {}],
    ['', {}],
    ['payload=null', form],
  ] as const)
    expect([body, (await post(eventsPath, { ...headers, ...signed(body) }, body)).status]).toEqual([body, 400]);
});

test('what Slack did not sign, signed long ago, or for times to come, is taken for nothing', async () => {
  const { 'x-slack-request-timestamp': at = '', 'x-slack-signature': signature = '' } = signed(challenge);
  for (const headers of [
    {},
    { 'x-slack-request-timestamp': at },
    { 'x-slack-request-timestamp': at, 'x-slack-signature': `${signature}0` },
    { 'x-slack-request-timestamp': 'now', 'x-slack-signature': signature },
    { 'x-slack-request-timestamp': String(Number(at) - 400), 'x-slack-signature': signature },
    { 'x-slack-request-timestamp': String(Number(at) + 400), 'x-slack-signature': signature },
  ] as Record<string, string>[])
    expect([headers, (await post(eventsPath, headers, challenge)).status]).toEqual([headers, 401]);
  // What needs no signature carries nothing with it.
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const smuggled = `ssl_check=1&command=%2Fstaff&text=help&payload=${encodeURIComponent(challenge)}`;
  const checked = await post(eventsPath, form, smuggled);
  expect([checked.status, await checked.text()]).toEqual([200, '']);
});
