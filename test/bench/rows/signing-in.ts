import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import { signIn } from '../../../adapters/sign-in/sign-in.ts';
import { credentials, siteAccess, siteConnections } from '../../../db/schema/index.ts';
import { hashPassword, verifyPassword } from '../../../src/service/passwords/hash.ts';
import { Person } from '../../adapters/sign-in/person.ts';
import { addUser } from '../../kit/people.ts';
import { smallSchool } from '../ground.ts';
import { inTurns, median } from '../measure.ts';
import type { Bench } from './row.ts';

const password = 'violet tractor under rain';
/** So many people sign in at once, as on a Monday morning. */
const atOnce = 8;
const callback = 'https://site.example/callback';

/** Sign-ins, eight at once, beside the hash alone, which is meant to be slow. */
export const signingIn: Bench = {
  rows: [
    {
      key: 'sign-in',
      figure: 'sign in: site → page → password → code → tokens',
      unit: '/s',
      limit: 'argon2id alone',
      goal: 120,
      from: 'half of what the hash alone does, 29 November 2026',
      ratio: 243 / 120,
    },
  ],
  async measure(_, say) {
    const { app: given, ctx } = await smallSchool(say);
    say('signing in');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const app = { ...given, publicUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const { router } = signIn({ app, log: pino({ level: 'silent' }) });
    server.on('request', express().use(securityHeaders(), router));
    const { centreId } = ctx.actor;
    const passwordHash = await hashPassword(password);
    const clientId = `bench-${randomUUID()}`;
    const made = { createdAt: new Date(), changedAt: new Date() };
    await app.db.insert(siteConnections).values({ centreId, site: 'hub', clientId, redirectUris: [callback], ...made });
    const people: string[] = [];
    for (let i = 0; i < atOnce; i += 1) {
      const { id, email } = await addUser(app.db, centreId);
      await app.db.insert(siteAccess).values({ centreId, userId: id, site: 'hub' });
      await app.db.insert(credentials).values({ centreId, userId: id, passwordHash, setAt: new Date(0) });
      people.push(email ?? '');
    }
    const eight = (run: (email: string) => Promise<unknown>) => () => Promise.all(people.map(run));
    try {
      const times = await inTurns(
        {
          whole: eight((email) => throughTheSite(app.publicUrl, clientId, email)),
          bare: eight(() => verifyPassword(passwordHash, password)),
        },
        40,
      );
      const perSecond = (ms: number[]) => (1_000 * atOnce) / median(ms);
      return [{ key: 'sign-in', ours: perSecond(times.whole), limit: perSecond(times.bare) }];
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
};

/** What a browser and a site do, over HTTP: six requests. */
async function throughTheSite(url: string, clientId: string, email: string): Promise<void> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid profile email school',
    redirect_uri: callback,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const person = new Person();
  await person.open(`${url}/oidc/auth?${query}`);
  const back = await person.submit({ email, password });
  const code = new URL(back.url).searchParams.get('code') ?? '';
  const response = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: callback,
      code,
      code_verifier: verifier,
    }),
  });
  const { id_token } = (await response.json()) as { id_token?: string };
  if (!id_token) throw new Error(`no one was signed in: ${response.status}`);
}
