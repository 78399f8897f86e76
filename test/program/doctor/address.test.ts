import express from 'express';
import { afterEach, expect, test } from 'vitest';
import type { Config } from '../../../src/program/config/config.ts';
import type { TrustedProxies } from '../../../src/program/config/proxies.ts';
import { address } from '../../../src/program/doctor/address/address.ts';
import { openAsking } from '../../../src/program/doctor/address/asking.ts';
import { leadsToUs } from '../../../src/program/doctor/address/leads-to-us.ts';
import { checkName } from '../../../src/program/doctor/address/names.ts';
import { checkProxy } from '../../../src/program/doctor/address/proxy.ts';
import { certificateFinding } from '../../../src/program/doctor/address/tls.ts';
import type { DoctorContext } from '../../../src/program/doctor/check.ts';
import { answerOwn, ask, questionHeader } from '../../../src/program/own-question.ts';
import { listen } from '../../kit/listen.ts';
import { startNameServer } from '../../kit/name-server.ts';
import { type ProxyFaults, reverseProxy } from '../../kit/reverse-proxy.ts';

/** What is said of a PUBLIC_URL of this machine. */
async function said(config: Partial<Config>): Promise<string[]> {
  const found = await address.look({ config } as DoctorContext, AbortSignal.timeout(5_000));
  return found.map(({ is, says }) => `${is}: ${says}`);
}

test('a PUBLIC_URL of this machine that names another port leads elsewhere, unless a proxy has it', async () => {
  const publicUrl = 'http://localhost:3000';
  expect(await said({ publicUrl, port: 3001 })).toEqual([expect.stringMatching(/^wrong: .*listens at port 3001/)]);
  expect(await said({ publicUrl, port: 3001, trustedProxies: 1 })).toEqual([expect.stringMatching(/^good/)]);
  expect(await said({ publicUrl, port: 3000 })).toEqual([expect.stringMatching(/^good/)]);
});

const keys = { secretKey: Buffer.alloc(32, 1) };
const others = { secretKey: Buffer.alloc(32, 2) };
const clock = () => new Date('2026-11-30T12:00:00Z');

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(handler: Parameters<typeof listen>[0]): Promise<string> {
  const { url, close } = await listen(handler);
  closing.push(close);
  return url;
}

/** As the program has it. */
const staffroom = (trusted: TrustedProxies | undefined, at = clock) =>
  serve(
    express()
      .set('trust proxy', trusted ?? false)
      .all('/healthz', answerOwn({ ...keys, clock: at }))
      .get('/healthz', (_req, res) => void res.json({ status: 'ok' })),
  );

const proxied = (to: string, faults: ProxyFaults) => serve(reverseProxy(() => to, faults));

const asking = (url: string) => openAsking(url, keys, clock, AbortSignal.timeout(5_000));

async function look(faults: ProxyFaults, trusted: TrustedProxies | undefined): Promise<string[]> {
  const url = await proxied(await staffroom(trusted), faults);
  const found = await checkProxy(asking(url), { trusted, publicUrl: new URL('https://staffroom.school.example') });
  return found.map(({ is, says, todo }) => `${is}: ${says} ${todo ?? ''}`);
}

test('a proxy that says where requests come from, and lets all through, is good', async () => {
  expect(await look({}, ['loopback'])).toEqual([expect.stringMatching(/^good: The one at 127\.0\.0\.1/)]);
  expect(await look({ forwarded: 'appended' }, 1)).toEqual([expect.stringMatching(/^good/)]);
  expect(await look({ forwarded: 'appended' }, ['loopback'])).toEqual([expect.stringMatching(/^good/)]);
});

test('a forged address that is believed is named, and so is a proxy that nobody trusts, or that is silent', async () => {
  expect(await look({ forwarded: 'passed' }, ['loopback'])).toEqual([
    expect.stringMatching(/^wrong: A request with a forged X-Forwarded-For was believed.*overwrite/),
  ]);
  expect(await look({ forwarded: 'appended' }, 2)).toEqual([
    expect.stringMatching(/^wrong: .*forged.*TRUSTED_PROXIES=2 counts more proxies than there are/),
  ]);
  expect(await look({}, undefined)).toEqual([
    expect.stringMatching(
      /^wrong: Requests come by a proxy at 127\.0\.0\.1 .*TRUSTED_PROXIES is not set.*TRUSTED_PROXIES=loopback/,
    ),
  ]);
  expect(await look({}, ['10.0.0.1'])).toEqual([
    expect.stringMatching(/^wrong: .*which TRUSTED_PROXIES does not name.*add loopback/),
  ]);
  expect(await look({ forwarded: 'none' }, ['loopback'])).toEqual([
    expect.stringMatching(/^wrong: The proxy at 127\.0\.0\.1 does not say where.*proxy_set_header/),
  ]);
});

test('what a proxy keeps back is named', async () => {
  const found = await look({ drops: ['authorization'], maxBytes: 1_000_000, refuses: ['PATCH', 'DELETE'] }, 1);
  expect(found).toEqual([
    expect.stringMatching(/^wrong: The proxy drops authorization/),
    expect.stringMatching(/^wrong: The proxy refuses bodies of 1 MB.*client_max_body_size/),
    expect.stringMatching(/^note: The proxy does not let through PATCH and DELETE/),
  ]);
});

test('who answers at PUBLIC_URL is this Staffroom, another, or someone else', async () => {
  const says = async (url: string, running?: Parameters<typeof leadsToUs>[2]) => {
    const { is, says: words } = leadsToUs(
      new URL('https://staffroom.school.example'),
      await asking(url).ask(),
      running,
    );
    return `${is}: ${words}`;
  };
  expect(await says(await staffroom(undefined))).toMatch(/^good: .*leads to this Staffroom/);
  // A clock that is wrong, and another's key, are not told apart from outside.
  const late = await staffroom(undefined, () => new Date('2026-11-30T12:02:00Z'));
  expect(await says(late)).toMatch(/^wrong: .*not this one.*another SECRET_KEY/);
  const page = await serve((_req, res) => res.end('<h1>Apache2 Debian Default Page</h1>'));
  expect(await says(page)).toMatch(/^wrong: .*something else answers there \(200\)/);
  const moved = await serve((_req, res) => res.writeHead(301, { location: 'https://www.school.example/x' }).end());
  expect(await says(moved)).toMatch(/^wrong: .*sends everyone on to https:\/\/www\.school\.example/);
  const empty = await serve((_req, res) => res.writeHead(502).end());
  expect(await says(empty)).toMatch(/^unknown: .*none runs here/);
  const running = { url: 'http://127.0.0.1:3000', isStaffroom: true, missing: {}, notes: {} };
  expect(await says(empty, running)).toMatch(/^wrong: .*does not reach Staffroom/);
  expect(await says('http://127.0.0.1:9')).toMatch(/^unknown: .*no answer to this machine \(ECONNREFUSED\)/);
});

test('a question is answered to who has the key alone, and for a minute', async () => {
  const url = await staffroom(undefined);
  const asked = async (header: string) =>
    (await fetch(`${url}/healthz`, { headers: { [questionHeader]: header } })).text();
  const question = ask(keys, clock());
  const answer = await asked(question.header);
  expect(question.read(answer)).toMatchObject({ ip: '127.0.0.1', from: '127.0.0.1' });
  // What was changed on the way, and the answer to another question, are not believed.
  expect(question.read(answer.replace('"ip":"127.0.0.1"', '"ip":"192.0.2.1"'))).toBeUndefined();
  expect(ask(keys, clock()).read(answer)).toBeUndefined();
  for (const header of [ask(others, clock()).header, ask(keys, new Date('2026-11-30T11:58:00Z')).header, 'x', ''])
    expect(await asked(header)).toBe('{"status":"ok"}');
});

test('where a name leads is told by DNS', async () => {
  const names = await startNameServer({
    'public.example': { a: ['8.8.8.8'] },
    'inside.example': { a: ['10.0.0.7'] },
  });
  const is = async (host: string, needs?: string) => (await checkName(host, names.resolver, needs)).is;
  expect(await is('public.example', 'Teams')).toBe('good');
  expect(await is('inside.example')).toBe('note');
  expect(await is('inside.example', 'Teams')).toBe('wrong');
  expect(await is('nowhere.example')).toBe('wrong');
  expect(await is('192.168.1.4')).toBe('note');
  names.silence();
  expect(await is('public.example')).toBe('unknown');
  await names.close();
});

test('a certificate that can’t be trusted, or ends soon, is named', () => {
  const shown = (days: number, problem?: string) => {
    const endsAt = new Date(clock().getTime() + days * 86_400_000);
    const certificate = { endsAt, names: ['www.school.example'], issuer: 'R11', ...(problem && { problem }) };
    const { is, says, todo } = certificateFinding(certificate, 'staffroom.school.example', clock());
    return `${is}: ${says} ${todo ?? ''}`;
  };
  expect(shown(60)).toMatch(/^good: .*another 60 days/);
  expect(shown(9)).toMatch(/^wrong: .*ends in 9 days.*certbot/);
  expect(shown(1)).toMatch(/ends in 1 day\./);
  expect(shown(-1, 'CERT_HAS_EXPIRED')).toMatch(/^wrong: .*certificate that has ended/);
  expect(shown(60, 'ERR_TLS_CERT_ALTNAME_INVALID')).toMatch(/^wrong: .*for www\.school\.example, not for staffroom/);
  expect(shown(60, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')).toMatch(/^wrong: .*fullchain\.pem/);
});
