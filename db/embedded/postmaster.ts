import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isServerOf } from './processes.ts';
import { temporaryName } from './temporary.ts';

/** A server that lives, from what it says of itself in postmaster.pid. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Neither starting nor stopping. */
  ready: boolean;
}

/**
 * Finds the server that lives on a data folder. A postmaster.pid left by a server that is gone is put away where
 * PostgreSQL itself would stumble over it: when its number now is another process's.
 */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const file = join(data, 'postmaster.pid');
  let text = await read(file);
  if (text === '') {
    // Caught between its creation and its first line, or left so by a full disk.
    await sleep(100);
    text = await read(file);
  }
  if (text === undefined) return undefined;
  const said = parsePidFile(text);
  if ((await isServerOf(said.pid, said.data)) && (await isHere(said.data, data))) return said;
  await discard(file, text);
  return undefined;
}

/** Waits until the server of this number has ended. Gives false when it has not after `timeoutMs`. */
export async function waitForEnd(data: string, pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (parsePidFile((await read(join(data, 'postmaster.pid'))) ?? '').pid === pid) {
    if (!(await findPostmaster(data))) return true;
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** The lines are PostgreSQL's (see miscadmin.h): number, data folder, start, port, socket, address, memory, status. */
function parsePidFile(text: string): Postmaster & { data: string } {
  const lines = text.split('\n').map((line) => line.trim());
  // A single-user server, which somebody runs by hand, writes its number negative.
  const pid = Math.abs(Number(lines[0])) || 0;
  return { pid, data: lines[1] ?? '', port: Number(lines[3]), ready: lines[7] === 'ready' };
}

/** Whether the folder a server was started on is ours: not when ours is a copy; still when ours was moved meanwhile. */
async function isHere(said: string, data: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all(
    [said, data].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return !theirs || (theirs.ino === ours?.ino && theirs.dev === ours.dev);
}

/** Removes the file if it still says `text`. Moved aside first: another Staffroom may have put a living one there. */
async function discard(file: string, text: string): Promise<void> {
  const aside = temporaryName(join(file, '..'));
  await rename(file, aside).catch(() => {});
  const moved = await read(aside);
  if (moved !== undefined && moved !== text) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}
