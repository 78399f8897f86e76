import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

const pattern = /^tmp-(\d+)-/;

/** Longer than any step that uses a temporary name: past it, a living process of that number is another one. */
const oldMs = 10 * 60_000;

/** A path in `folder` that nobody else uses. It carries our process number, so that `sweep` knows when we are gone. */
export function temporaryName(folder: string): string {
  return join(folder, `tmp-${process.pid}-${randomBytes(6).toString('hex')}`);
}

/** Removes what processes that were killed midway left in `folder`. Failures are ignored: it is only tidying. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = pattern.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(folder, name);
    if (isAlive(Number(pid)) && !(await isOld(path))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function isOld(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > oldMs;
}
