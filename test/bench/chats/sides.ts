import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { connect, type Db } from '../../../db/connect.ts';
import { freePort } from '../../../db/embedded/server.ts';
import { makeSampleCentre } from '../../../db/sample/centre.ts';
import { centres, workspaces } from '../../../db/schema/index.ts';
import type { Ends } from '../../kit/ends.ts';
import { type BegunProgram, type Program, programCopy } from '../../kit/program.ts';
import { theServer } from '../ground.ts';

/** What the benches of both chats start: the program on a database, and a bare bot beside it. */

const timeoutMs = 60_000;

/** A workspace of a chat, by what the chat calls it. */
export interface Workspace {
  platform: 'slack' | 'teams';
  externalId: string;
}

/** A database with the sample centre in it, bound to these workspaces. @returns its URL */
export async function sampleDatabase(
  bound: Workspace[],
  fill: (db: Db, centreId: string) => Promise<void> = async () => {},
): Promise<string> {
  const url = await (await theServer()).database('sample');
  const { db, close } = connect(url);
  try {
    await makeSampleCentre(db, new Date());
    const [centre] = await db.select().from(centres).where(eq(centres.number, 'IN123'));
    if (!centre) throw new Error('no sample centre');
    await db.insert(workspaces).values(bound.map((workspace) => ({ centreId: centre.id, ...workspace })));
    await fill(db, centre.id);
    return url;
  } finally {
    await close();
  }
}

/** A process that is measured. */
export interface Running {
  port: number;
  pid: number;
  /** From its start until it was ready. */
  readyMs: number;
}

/** What a program is started with that reaches its database. */
export const databaseKeys = (url: string) => ({
  DATABASE_URL: url,
  SECRET_KEY: randomBytes(32).toString('hex'),
  LOG_LEVEL: 'warn',
  // Nothing waits for a proxy.
  DRAIN_SECONDS: '0',
});

/** A copy of the program, and its start as often as wanted. */
export async function aCopy(ends: Ends): Promise<Program> {
  const copy = await programCopy();
  ends.push(() => copy.remove());
  return copy;
}

/** `npm start` in a process of its own. @returns once it is ready */
export async function startProgram(copy: Program, keys: Record<string, string>, ends: Ends): Promise<Running> {
  // The program says no port of its own where its chat is a real one.
  const port = await freePort();
  const begin = performance.now();
  const program = copy.begin({ PORT: String(port), ...keys });
  const ended = program.end();
  ends.push(async () => {
    void program.end('SIGTERM');
    await ended;
  });
  await Promise.race([ready(program), ended.then(() => Promise.reject(new Error(`ended: ${program.said()}`)))]);
  return { port, pid: program.pid, readyMs: performance.now() - begin };
}

async function ready(program: BegunProgram): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!program.said().includes('Staffroom is ready')) {
    if (performance.now() > until) throw new Error(`not ready: ${program.said()}`);
    await delay(5);
  }
}

/** A bare bot in a process of its own. @param script beside this file; tells its port by a message */
export async function startBare(script: string, env: Record<string, string>, ends: Ends): Promise<Running> {
  const begin = performance.now();
  const child = fork(new URL(script, import.meta.url), {
    execArgv: script.endsWith('.ts') ? ['--import', 'tsx'] : [],
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
  return { port: port as number, pid: child.pid ?? 0, readyMs: performance.now() - begin };
}
