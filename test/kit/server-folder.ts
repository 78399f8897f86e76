import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostmaster } from '../../db/embedded/postmaster.ts';
import { isAlive } from '../../db/embedded/processes.ts';
import { sendTo } from './postmaster.ts';

const prefix = 'staffroom-postgres-';

/** A folder that the account which PostgreSQL runs as may enter. */
export interface ServerFolder {
  path: string;
  remove(): void;
}

/** Makes one; it is gone with this process at the latest, and after a `kill -9` of it with the next that is made. */
export async function serverFolder(): Promise<ServerFolder> {
  await removeLeftovers();
  const path = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  await letServerIn(path);
  const remove = () => {
    process.off('exit', remove);
    removeNow(path);
  };
  process.once('exit', remove);
  return { path, remove };
}

/**
 * Lets the account that PostgreSQL runs as into a folder that `mkdtemp` made. Of root's it is kept out, and its database would then lie
 * on the disk (folders.ts), where to make one takes half as long again as in memory.
 */
export const letServerIn = (folder: string): Promise<void> => chmod(folder, 0o711);

/** A disk that can be full. */
export interface SmallDisk {
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
}

/** Mounts one at `path`, in a server's folder, which only root may; in memory, of so many megabytes. */
export async function smallDisk(path: string, megabytes: number): Promise<SmallDisk> {
  await mkdir(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', path]);
  const filler = join(path, 'filler');
  return {
    async fill() {
      // The last part alone would leave what does not make up a whole one.
      for (const bytes of [1 << 20, 1 << 12]) {
        const part = Buffer.alloc(bytes);
        for (;;) {
          const full = await writeFile(filler, part, { flag: 'a' }).then(() => false, isFull);
          if (full) break;
        }
      }
    },
    free: () => rm(filler, { force: true }),
  };
}

function isFull(error: NodeJS.ErrnoException): true {
  if (error.code !== 'ENOSPC') throw error;
  return true;
}

function removeNow(path: string): void {
  const mounted = readFileSync('/proc/mounts', 'utf8').split('\n');
  for (const line of mounted) {
    const [, at = ''] = line.split(' ');
    if (at.startsWith(`${path}/`)) execFileSync('umount', ['-l', at]);
  }
  rmSync(path, { recursive: true, force: true });
}

/** What tests that were killed have left: their servers go on without them. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    for (const each of await readdir(folder).catch(() => [])) {
      const server = await findPostmaster(join(folder, each, 'cluster', 'data'));
      if (server) sendTo(server.pid, 'SIGKILL');
    }
    removeNow(folder);
  }
}
