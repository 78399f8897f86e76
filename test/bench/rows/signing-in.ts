import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import { signIn } from '../../../adapters/sign-in/sign-in.ts';
import { credentials, siteAccess, siteConnections } from '../../../db/schema/index.ts';
import { hashPassword, verifyPassword } from '../../../src/service/passwords/hash.ts';
import { addUser } from '../../kit/people.ts';
import { smallSchool } from '../ground.ts';
import { inTurns, median } from '../measure.ts';
import type { Bench } from './row.ts';

const password = 'violet tractor under rain';
/** So many people sign in at once, as on a Monday morning. */
const atOnce = 8;
/** In one round, each of them so often: whoever is in makes room for the next, so that no round is mostly its end. */
const times = 4;
const inRound = atOnce * times;
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
    const { port } = server.address() as AddressInfo;
    const browsers = fork(
      new URL('./sign-in-browsers.ts', import.meta.url),
      [String(port), clientId, callback, password],
      { execArgv: ['--import', 'tsx'] },
    );
    await once(browsers, 'message');
    const processor: number[] = [];
    const theirs: number[] = [];
    const whole = async () => {
      const before = process.cpuUsage();
      theirs.push((await signInBy(browsers, people)) / inRound);
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / 1_000 / inRound);
    };
    const hashes = async () => {
      for (let i = 0; i < times; i += 1) await verifyPassword(passwordHash, password);
    };
    const bare = () => Promise.all(people.map(hashes));
    try {
      const took = await inTurns({ whole, bare }, 15);
      const perSecond = (ms: number[]) => (1_000 * inRound) / median(ms);
      return [
        {
          key: 'sign-in',
          ours: perSecond(took.whole),
          limit: perSecond(took.bare),
          processor: median(processor),
          note: `the hash is in the processor’s time; browsers and site took ${median(theirs).toFixed(1)} ms of it each, in a process of their own`,
        },
      ];
    } finally {
      browsers.disconnect();
      server.closeAllConnections();
      server.close();
    }
  },
};

/** Has these sign in, and waits for all of them. @returns milliseconds of processor that browsers and site took */
async function signInBy(browsers: ChildProcess, emails: string[]): Promise<number> {
  browsers.send({ emails, times });
  const [said] = await once(browsers, 'message');
  if (typeof said.processor !== 'number') throw new Error(JSON.stringify(said));
  return said.processor;
}
