import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { signIn } from '../../../adapters/sign-in/sign-in.ts';
import { Person } from './person.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();

test('behind https every cookie is Secure, HttpOnly and SameSite, below the address that people know', async () => {
  const publicUrl = 'https://school.example/staff';
  const app = { ...world.app, publicUrl };
  const { router } = signIn({ app, log: pino({ level: 'silent' }) });
  const server = createServer(express().use(router));
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
    expect(new Set(set.map((c) => c.split('=')[0]?.replace('.sig', '')))).toEqual(
      new Set(['staffroom_sign_in', 'staffroom_resume', 'staffroom_session', 'staffroom_device']),
    );
    for (const cookie of set) {
      expect(cookie).toMatch(/; secure/i);
      expect(cookie).toMatch(/; httponly/i);
      expect(cookie).toMatch(/; samesite=lax/i);
      expect(cookie).toMatch(/; path=\/staff/i);
      expect(cookie).not.toMatch(/; domain/i);
    }
    // It ends with the browser.
    expect(person.cookie('staffroom_session')).not.toMatch(/expires|max-age/i);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
