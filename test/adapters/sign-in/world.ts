import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { lastPages, pages } from '../../../adapters/pages/pages.ts';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import { signIn } from '../../../adapters/sign-in/sign-in.ts';
import type { OnSignIn, SignInStep } from '../../../adapters/sign-in/steps.ts';
import { credentials, siteConnections, type users } from '../../../db/schema/index.ts';
import type { App } from '../../../src/service/context.ts';
import type { Keys } from '../../../src/service/keys/derived.ts';
import { hashPassword } from '../../../src/service/passwords/hash.ts';
import { sealSecret } from '../../../src/service/sites/connection.ts';
import type { Site } from '../../../src/words/sites.ts';
import { type TestClock, testClock } from '../../kit/clock.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { useOpened } from '../../kit/opened.ts';
import { aSchool, type School } from '../../kit/school.ts';

export const password = 'violet tractor under rain';

/** A Staffroom with its sign-in, on a real port, and a school. */
export interface World {
  database: TestDatabase;
  app: App;
  clock: TestClock;
  school: School;
  /** What was logged. */
  logged: string[];
  /** What came of the steps of sign-ins, the newest last. */
  steps: SignInStep[];
  /** Another copy of the program on the same database; its address is not the public one. @param keys where it has others */
  copy(keys?: Keys): Promise<string>;
  /** Adds someone who has set their password. */
  person(values?: Partial<typeof users.$inferInsert>, sites?: Site[], adminOf?: Site): ReturnType<School['person']>;
  close(): Promise<void>;
}

export async function signInWorld(): Promise<World> {
  const database = await testDatabase();
  // The library goes by the real time; ours is to be near it.
  const clock = testClock(new Date());
  const servers: Server[] = [];
  const logged: string[] = [];
  const steps: SignInStep[] = [];
  const onSignIn: OnSignIn = (step) => void steps.push(step);
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
  const passwordHash = await hashPassword(password);

  async function listen(): Promise<[Server, string]> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  }
  async function serve(server: Server, app: App): Promise<void> {
    const web = express().set('trust proxy', 'loopback');
    web.use(securityHeaders(), pages(app, log), signIn({ app, log, onSignIn }).router, ...lastPages(log));
    server.on('request', web);
  }

  const [server, publicUrl] = await listen();
  const app = { ...database.app(clock), publicUrl };
  const school = await aSchool(app);
  await serve(server, app);
  return {
    database,
    app,
    clock,
    school,
    logged,
    steps,
    async copy(keys) {
      const [other, url] = await listen();
      await serve(other, { ...app, ...keys });
      return url;
    },
    async person(values = {}, sites = ['hub'], adminOf) {
      const user = await school.person(values, sites, adminOf);
      await app.db
        .insert(credentials)
        .values({ userId: user.id, centreId: user.centreId, passwordHash, setAt: new Date(0) });
      return user;
    },
    async close() {
      for (const s of servers) {
        s.closeAllConnections();
        s.close();
      }
      await database.close();
    },
  };
}

/** The same for all tests of a file. */
export const useSignIn = () => useOpened(signInWorld, (world) => world.close());

interface SiteOptions {
  centreId?: string;
  site?: Site;
  /** Nothing: a client that can keep no secret. */
  secret?: string | null;
  withoutPkce?: boolean;
  redirectUri?: string;
  postLogoutUri?: string;
  logoutUrl?: string | null;
}

/** Connects a site of the school. */
export async function connectSite({ app, school }: World, options: SiteOptions = {}) {
  const { centreId = school.centreId, site = 'hub', secret = 'a-secret-of-32-characters-or-more', logoutUrl } = options;
  const id = randomUUID();
  const [row] = await app.db
    .insert(siteConnections)
    .values({
      id,
      centreId,
      site,
      clientId: `c-${randomUUID().slice(0, 8)}-${site}`,
      withoutPkce: options.withoutPkce ?? false,
      sealedSecret: secret ? sealSecret(app, id, secret) : null,
      homeUrl: 'https://site.example/',
      redirectUris: [options.redirectUri ?? 'https://site.example/callback'],
      postLogoutUris: [options.postLogoutUri ?? 'https://site.example/bye'],
      logoutUrl: logoutUrl ?? null,
      createdAt: app.clock(),
      changedAt: app.clock(),
    })
    .returning();
  if (!row) throw new Error('no site was connected');
  return { ...row, secret };
}

export type ConnectedSite = Awaited<ReturnType<typeof connectSite>>;
