import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { connect, type Db } from '../../db/connect.ts';
import { removeEmbedded, startEmbedded } from '../../db/embedded/embedded.ts';
import { freePort } from '../../db/embedded/server.ts';
import { migrate } from '../../db/migrate.ts';
import { makeSampleCentre } from '../../db/sample/centre.ts';
import { centres, workspaces } from '../../db/schema/index.ts';
import type { Ends } from '../kit/ends.ts';
import { type BegunProgram, programCopy } from '../kit/program.ts';

/** What the benches of both chats start: the program on a database, and a bare bot beside it. */

const timeoutMs = 60_000;

/** A database with fsync on, as in earnest, and the sample centre in it, bound to this workspace. @returns its URL */
export async function sampleDatabase(
  workspace: { platform: 'slack' | 'teams'; externalId: string },
  ends: Ends,
  fill: (db: Db, centreId: string) => Promise<void> = async () => {},
): Promise<string> {
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
    await db.insert(workspaces).values({ centreId: centre.id, ...workspace });
    await fill(db, centre.id);
    return server.url;
  } finally {
    await close();
  }
}

/** `npm start` in a process of its own. @returns its port, once it is ready */
export async function startProgram(databaseUrl: string, keys: Record<string, string>, ends: Ends): Promise<number> {
  const copy = await programCopy();
  ends.push(() => copy.remove());
  // The program says no port of its own where its chat is a real one.
  const port = await freePort();
  const secretKey = randomBytes(32).toString('hex');
  const program = copy.begin({
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secretKey,
    LOG_LEVEL: 'warn',
    ...keys,
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
  const until = performance.now() + timeoutMs;
  while (!program.said().includes('Staffroom is ready')) {
    if (performance.now() > until) throw new Error(`not ready: ${program.said()}`);
    await delay(50);
  }
}

/** A bare bot in a process of its own. @param script beside this file; tells its port by a message */
export async function startBare(script: string, env: Record<string, string>, ends: Ends): Promise<number> {
  const child = fork(new URL(script, import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  ends.push(async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  });
  const [port] = await once(child, 'message', { signal: AbortSignal.timeout(timeoutMs) });
  return port as number;
}
