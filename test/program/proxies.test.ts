import express from 'express';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { addressOf } from '../../adapters/pages/http-request.ts';
import type { TrustedProxies } from '../../src/program/config/proxies.ts';
import { noticeProxy } from '../../src/program/proxies.ts';
import { listen } from '../kit/listen.ts';

const elsewhere = 'https://staffroom.school.example';
const here = 'http://localhost:3000';

/** Sends requests with these headers, one after the other. @returns whom a limit counts for each, and what was logged */
async function sent(publicUrl: string, trusted: TrustedProxies | undefined, ...all: Record<string, string>[]) {
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  const web = express().set('trust proxy', trusted ?? false);
  web.use(noticeProxy(publicUrl, trusted, log), (req, res) => void res.send(addressOf(req)));
  const server = await listen(web);
  const counted: string[] = [];
  for (const headers of all) counted.push(await (await fetch(`${server.url}/x`, { headers })).text());
  for (const path of ['readyz', 'metrics']) await fetch(`${server.url}/${path}`);
  await server.close();
  return { counted, logged };
}

const from = (address: string) => ({ 'x-forwarded-for': address });

test('ASVS 4.1.3, 15.3.4: what a request says of where it comes from counts for nothing, unless a trusted proxy says it', async () => {
  const headers: Record<string, string>[] = [
    from('203.0.113.1'),
    from('203.0.113.2'),
    { forwarded: 'for=203.0.113.3' },
    { 'x-real-ip': '203.0.113.4' },
  ];
  expect((await sent(here, undefined, ...headers)).counted).toEqual(Array(4).fill('127.0.0.1'));
  expect((await sent(here, ['10.0.0.0/8'], ...headers)).counted).toEqual(Array(4).fill('127.0.0.1'));
  expect((await sent(elsewhere, ['loopback'], from('203.0.113.1'))).counted).toEqual(['203.0.113.1']);
  // A proxy adds the address that it sees behind what it was told: only as many are believed as there are proxies.
  const made = from('198.51.100.1, 203.0.113.1');
  expect((await sent(elsewhere, ['loopback'], made)).counted).toEqual(['203.0.113.1']);
  expect((await sent(elsewhere, 1, made)).counted).toEqual(['203.0.113.1']);
  expect((await sent(elsewhere, 2, made)).counted).toEqual(['198.51.100.1']);
  expect((await sent(elsewhere, ['loopback', '203.0.113.0/24'], made)).counted).toEqual(['198.51.100.1']);
});

test('a proxy that nobody has named is told of once', async () => {
  const { logged } = await sent(here, undefined, {}, from('203.0.113.1'), from('203.0.113.2'));
  expect(logged).toEqual([
    expect.stringMatching(
      /^A request came by a proxy at 127.0.0.1 \(it has x-forwarded-for\).* set TRUSTED_PROXIES=loopback/,
    ),
  ]);
  // With proxy_pass alone nginx adds nothing; that people are elsewhere gives it away.
  expect((await sent(elsewhere, undefined, {}, {})).logged).toEqual([
    expect.stringContaining('TRUSTED_PROXIES is not set'),
  ]);
  expect((await sent(elsewhere, ['loopback'], {}, {})).logged).toEqual([
    expect.stringContaining('without X-Forwarded-For'),
  ]);
});

test('and no other', async () => {
  expect((await sent(here, undefined, {})).logged).toEqual([]);
  expect((await sent(elsewhere, undefined)).logged).toEqual([]);
  expect((await sent(elsewhere, ['loopback'], from('203.0.113.1'))).logged).toEqual([]);
});
