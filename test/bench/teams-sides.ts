import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import { connect } from '../../db/connect.ts';
import { removeEmbedded, startEmbedded } from '../../db/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import { makeSampleCentre } from '../../db/sample-centre.ts';
import { centres, requests, workspaces } from '../../db/schema/index.ts';
import { addUser } from '../people.ts';
import { type BegunProgram, programCopy } from '../program.ts';
import { type LightTeams, lightTeams } from './teams-light.ts';

/** `npm start` in a process of its own, with the sample centre, and beside it a teams-ai bot that answers “ok”. */
export interface Sides {
  teams: LightTeams;
  /** Where activities are posted to. */
  port: { ours: number; bare: number };
  /** A request that waits to be decided. */
  request: string;
  stop(): Promise<void>;
}

const patienceMs = 60_000;
/** More than wait for an answer at any time: each has a chat of their own, in which it is known what was answered to what. */
const manyPeople = 64;

type Ends = (() => Promise<unknown>)[];

/** Starts both. */
export async function startSides(): Promise<Sides> {
  const ends: Ends = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const teams = await lightTeams(
      Array.from({ length: manyPeople }, (_, i) => ({
        name: `Person Zz${i}`,
        email: `person.zz${i}@riverside.example`,
      })),
    );
    ends.push(() => teams.close());
    const { databaseUrl, request } = await school(teams, ends);
    const ours = await startOurs(teams, databaseUrl, ends);
    const bare = await startBare(teams, ends);
    return { teams, port: { ours, bare }, request, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A database with fsync on, as in earnest, and the sample centre in it, bound to the tenant and with its people. */
async function school({ tenant, people }: LightTeams, ends: Ends) {
  const folder = await mkdtemp(join(tmpdir(), 'staffroom-bench-'));
  const dir = join(folder, 'postgres');
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const server = await startEmbedded({ dir, durable: true });
  ends.push(async () => {
    await server.stop();
    await removeEmbedded(dir);
  });
  await migrate(server.url);
  const { db, close } = connect(server.url);
  try {
    await makeSampleCentre(db, new Date());
    const [centre] = await db.select().from(centres).where(eq(centres.number, 'IN123'));
    if (!centre) throw new Error('no sample centre');
    await db.insert(workspaces).values({ centreId: centre.id, platform: 'teams', externalId: tenant });
    for (const { name, email } of people) {
      const [firstName, lastName] = name.split(' ');
      await addUser(db, centre.id, { firstName, lastName, email, role: 'coordinator' });
    }
    const waits = and(eq(requests.centreId, centre.id), eq(requests.status, 'pending'));
    const [request] = await db.select().from(requests).where(waits).orderBy(requests.createdAt).limit(1);
    if (!request) throw new Error('no request waits in the sample centre');
    return { databaseUrl: server.url, request: request.id };
  } finally {
    await close();
  }
}

async function startOurs({ appId, tenant, trustUrl }: LightTeams, databaseUrl: string, ends: Ends): Promise<number> {
  const copy = await programCopy();
  ends.push(() => copy.remove());
  const port = await freePort();
  const program = copy.begin({
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('hex'),
    TEAMS_APP_ID: appId,
    TEAMS_APP_PASSWORD: 'a-secret-of-the-app',
    TEAMS_TENANT_ID: tenant,
    TEAMS_TRUST_URL: trustUrl,
    LOG_LEVEL: 'warn',
  });
  const ended = program.end();
  ends.push(async () => {
    void program.end('SIGTERM');
    await ended;
  });
  await Promise.race([ready(program), ended.then(() => Promise.reject(new Error(`ended: ${program.said()}`)))]);
  return port;
}

async function ready(program: BegunProgram): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!program.said().includes('Staffroom is ready')) {
    if (performance.now() > until) throw new Error(`not ready: ${program.said()}`);
    await delay(50);
  }
}

async function startBare({ appId, tenant, trustUrl }: LightTeams, ends: Ends): Promise<number> {
  const child = fork(new URL('./teams-bare.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, APP_ID: appId, TENANT: tenant, TRUST_URL: trustUrl },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  ends.push(async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  });
  const [port] = await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) });
  return port as number;
}

/** The program in a copy says no port of its own where Teams is its chat. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
