import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import { signIn } from '../../../adapters/sign-in/sign-in.ts';
import { Person } from './person.ts';
import { testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();

test('ASVS 3.3.1, 3.3.2, 3.3.3, 3.3.4: behind https every cookie is this host’s alone, Secure, HttpOnly and SameSite', async () => {
  const publicUrl = 'https://school.example/staff';
  const app = { ...world.app, publicUrl };
  const { router } = signIn({ app, log: pino({ level: 'silent' }) });
  const server = createServer(express().use(securityHeaders(), router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const port = (server.address() as AddressInfo).port;
    const { clientId } = await connectSite(world);
    const ben = await world.person();
    const person = new Person();
    // A proxy that takes the path away, as many do.
    person.via = (url) => url.replace(publicUrl, `http://127.0.0.1:${port}`);
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: 'https://site.example/callback',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const page = await person.open(`${publicUrl}/oidc/auth?${query}`);
    expect(page.url).toMatch(/^https:\/\/school\.example\/staff\/sign-in\/[\w-]+$/);
    const before = person.cookies.map((c) => c.set);
    const back = await person.submit({ email: ben.email ?? '', password });
    expect(back.url).toContain('https://site.example/callback?code=');
    const set = [...before, ...person.cookies.map((c) => c.set)];
    expect(new Set(set.map((c) => c.split(/[.=]/)[0]))).toEqual(
      new Set(['sign_in', 'resume', 'session', 'device'].map((name) => `__Host-staffroom_${name}`)),
    );
    for (const cookie of set) {
      expect(cookie).toMatch(/; secure/i);
      expect(cookie).toMatch(/; httponly/i);
      expect(cookie).toMatch(/; samesite=lax/i);
      expect(cookie).toMatch(/; path=\/(;|$)/i);
      expect(cookie).not.toMatch(/; domain/i);
    }
    // It ends with the browser.
    expect(person.cookie('__Host-staffroom_session')).not.toMatch(/expires|max-age/i);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('several sign-ins can be under way in one browser, and those begun first give way', async () => {
  const site = await testSite(world.app, await connectSite(world, { site: 'forums' }));
  const ben = await world.person({}, ['forums']);
  const person = new Person();
  const pages = [];
  for (let i = 0; i < 7; i += 1) pages.push(await person.open((await site.begin()).url));
  expect(person.cookies.filter(({ name }) => name.startsWith('staffroom_sign_in.'))).toHaveLength(2 * 5);
  expect((await person.open(pages[1]?.url ?? '')).status).toBe(410);
  await person.open(pages[2]?.url ?? '');
  const back = await person.submit({ email: ben.email ?? '', password });
  expect(back.url).toContain('https://site.example/callback?code=');
  // What another made up, or moved to another name, is nobody's.
  const [kept] = person.cookies.filter(({ name }) => /^staffroom_sign_in\.[\w-]+$/.test(name));
  person.cookies.push({ name: `staffroom_sign_in.${'x'.repeat(43)}`, value: kept?.value ?? '', path: '/', set: '' });
  expect((await person.open(pages[6]?.url.replace(/[^/]+$/, 'x'.repeat(43)) ?? '')).status).toBe(410);
});
