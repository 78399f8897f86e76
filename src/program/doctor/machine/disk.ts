import { realpath, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists } from '../../../../db/embedded/exists.ts';
import { formatNumber } from '../../../ui/formats.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

/**
 * With less, in megabytes, PostgreSQL soon stops: its own log of changes may take 256 (`max_wal_size` in db/embedded/server.ts). Twice
 * that lasts for the time that someone takes to make room.
 */
const minMb = { database: 256, other: 50 };
const lowMb = { database: 1_024, other: 200 };

/** How much room is left where Staffroom writes. */
export const disk: Check = {
  about: 'disk',
  async look(at) {
    return [...(await kept(at)), ...(await temporary(at))];
  },
};

async function kept({ root, dataDir, config }: DoctorContext): Promise<Finding[]> {
  const embedded = join(dataDir, 'postgres');
  const holdsDatabase = !config.databaseUrl;
  const [first, ...rest] = [...(holdsDatabase ? [embedded] : []), dataDir, root];
  const path = (await firstThere([first, ...rest])) ?? root;
  const what = holdsDatabase ? `the database, ${path},` : `what it keeps, ${path},`;
  return room(path, what, holdsDatabase ? 'database' : 'other');
}

/** PostgreSQL's own programs and Node.js put files of a moment there. */
async function temporary({ env }: DoctorContext): Promise<Finding[]> {
  const path = env.TMPDIR || tmpdir();
  const { wrong } = findingsAbout('disk');
  if (!(await exists(path)))
    return [wrong(`The folder for files of a moment, ${path}, is not there.`, 'Make it, or correct TMPDIR.')];
  // That it is well, or will soon be full, is said of the other.
  const found = await room(path, `files of a moment, ${path},`, 'other');
  return found.filter(({ is }) => is === 'wrong');
}

async function room(path: string, what: string, kind: keyof typeof minMb): Promise<Finding[]> {
  const { good, note, wrong } = findingsAbout('disk');
  const { bavail, bsize, files, ffree } = await statfs(path);
  const freeMb = Math.floor((bavail * bsize) / (1 << 20));
  const says = `The disk for ${what} has ${formatMegabytes(freeMb)} left.`;
  if (freeMb < minMb[kind]) return [wrong(says, 'Make room there: without it nothing can be stored.')];
  // Some file systems have no fixed number of files, and say 0.
  if (files > 0 && ffree < 100)
    return [wrong(`The disk for ${what} has room, but takes no more files.`, 'Remove files that nobody needs.')];
  return [freeMb < lowMb[kind] ? note(says, 'Make room there before it is full.') : good(says)];
}

async function firstThere(paths: (string | undefined)[]): Promise<string | undefined> {
  for (const path of paths) if (path && (await exists(path))) return realpath(path);
  return undefined;
}

/** `12 MB`, `3.4 GB`, of so many times 2^20 bytes. */
export const formatMegabytes = (mb: number): string =>
  mb < 1_024 ? `${mb} MB` : `${mb < 102_400 ? (mb / 1_024).toFixed(1) : formatNumber(Math.floor(mb / 1_024))} GB`;
