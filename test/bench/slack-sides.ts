import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { connect } from '../../db/connect.ts';
import { removeEmbedded, startEmbedded } from '../../db/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import { cast, makeSampleCentre } from '../../db/sample-centre.ts';
import { centres, workspaces } from '../../db/schema/index.ts';
import { type BegunProgram, programCopy } from '../program.ts';
import { type LightSlack, lightSlack } from './slack-light.ts';
import type { Receiver } from './slack-load.ts';

/** `npm start` in a process of its own, with the sample centre, and beside it a bolt app that only acknowledges. */
export interface Sides {
  ours: Receiver & { slack: LightSlack };
  bare: Receiver;
  stop(): Promise<void>;
}

const patienceMs = 60_000;

/** Starts both. */
export async function startSides(): Promise<Sides> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const slack = await lightSlack(cast[0].email);
    ends.push(() => slack.close());
    const databaseUrl = await school(slack.team, ends);
    const signingSecret = randomBytes(16).toString('hex');
    const port = await startOurs({ slack, databaseUrl, signingSecret }, ends);
    const bare = await startBare(signingSecret, ends);
    return { ours: { port, signingSecret, slack }, bare: { port: bare, signingSecret }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Ends = (() => Promise<unknown>)[];

/** A database with fsync on, as in earnest, and the sample centre in it, bound to the workspace. */
async function school(team: string, ends: Ends): Promise<string> {
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
  await makeSampleCentre(db, new Date());
  const [centre] = await db.select().from(centres).where(eq(centres.number, 'IN123'));
  if (!centre) throw new Error('no sample centre');
  await db.insert(workspaces).values({ centreId: centre.id, platform: 'slack', externalId: team });
  await close();
  return server.url;
}

async function startOurs(
  { slack, databaseUrl, signingSecret }: { slack: LightSlack; databaseUrl: string; signingSecret: string },
  ends: Ends,
): Promise<number> {
  const copy = await programCopy();
  ends.push(() => copy.remove());
  const port = await freePort();
  const program = copy.begin({
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('hex'),
    SLACK_BOT_TOKEN: 'xoxb-0000000000-bench',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
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

async function startBare(signingSecret: string, ends: Ends): Promise<number> {
  const child = fork(new URL('./slack-bare.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, SIGNING_SECRET: signingSecret },
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

/** The program in a copy says no port of its own where Slack is its chat. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
