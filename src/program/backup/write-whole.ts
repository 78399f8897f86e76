import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exists } from '../../../db/embedded/exists.ts';
import { fileProblem } from '../../lib/file-problem.ts';

/**
 * Writes a file that is there whole or not at all, for this user alone to read: under another name, until the disk has it.
 *
 * @throws Error with a sentence where there is one of this name
 */
export async function writeWhole(file: string, pieces: AsyncIterable<Buffer>, signal: AbortSignal): Promise<void> {
  await refuseThere(file);
  await makeFolder(dirname(file)).catch((error) => {
    throw aboutFile(error, dirname(file));
  });
  const part = join(dirname(file), `${basename(file)}.${randomUUID().slice(0, 8)}.part`);
  try {
    await pipeline(pieces, createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }), { signal });
    await refuseThere(file);
    await rename(part, file);
    await flushFolder(dirname(file));
  } catch (error) {
    await rm(part, { force: true });
    throw aboutFile(error, file);
  }
}

/** What the system says of a file that it was writing or reading, which does not say which: as a line that names it. */
export function aboutFile(error: unknown, path: string): unknown {
  const { syscall = '' } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || !/^(open|write|read|fsync|close|rename|mkdir)$/.test(syscall)) return error;
  return fileProblem(Object.assign(error, { path }));
}

/** One after the other: where nothing can be made, such as in /proc, Node's own way of making several tries for ever. */
async function makeFolder(path: string): Promise<void> {
  if (await exists(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error) => {
    // Another may have been quicker.
    if (!(await exists(path))) throw error;
  });
}

async function refuseThere(file: string): Promise<void> {
  if (await exists(file)) throw new Error(`${file} is there already. Give another name, or move it away.`);
}

/** So that the name outlives a crash of the machine as well; Windows has no such thing. */
async function flushFolder(folder: string): Promise<void> {
  const opened = await open(folder).catch(() => undefined);
  await opened?.sync().catch(() => {});
  await opened?.close();
}

/** Named so by us: when it was made, in an order that is that of their names. */
const ours = /^staffroom-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.gz(\.age)?(\.[0-9a-f]{8}\.part)?$/;

/** A moment as it stands in the name of a file, `2026-11-30T02-00-00Z`. */
export const stampOf = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

export const nameFor = (at: Date, isSealed: boolean) => `staffroom-${stampOf(at)}.gz${isSealed ? '.age' : ''}`;

/**
 * Removes all backups of a folder but the newest, and what was left of those that were killed. What we did not name stays, and so does
 * the one just made: to a clock that was wrong once, those of then are newer for ever.
 *
 * @param file the one just made, in that folder
 * @returns how many backups are gone
 */
export async function keepNewest(file: string, count: number): Promise<number> {
  const folder = dirname(file);
  const found = (await readdir(folder)).filter((name) => ours.test(name)).sort();
  const whole = found.filter((name) => !name.endsWith('.part'));
  const old = whole.slice(0, -count).filter((name) => name !== basename(file));
  const newest = whole.at(-1) ?? '';
  // One that is being made by another now is newer than the one just made, or as new.
  const parts = found.filter((name) => name.endsWith('.part') && name < newest);
  for (const name of [...old, ...parts]) await rm(join(folder, name), { force: true });
  return old.length;
}
