import { chmod, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const folder = 0o700;
const file = 0o600;

/** As root the embedded PostgreSQL runs as another, who must pass through, and sees no names. */
const passable = 0o711;

/** What PostgreSQL keeps private itself, and starts with in no other way. */
const notOurs = 'postgres';

/**
 * Makes a folder and all in it this user's alone: also what is there from before, copied or unpacked by someone with other habits.
 * Links are left, and what they lead to.
 *
 * @throws what the system says where it is another's
 */
export async function makePrivate(path: string): Promise<void> {
  const top = process.getuid?.() === 0 ? passable : folder;
  await mkdir(path, { recursive: true, mode: top });
  // Only where it differs: a container's may be read-only, and then nobody can.
  if (((await stat(path)).mode & 0o777) !== top) await chmod(path, top);
  for (const name of await readdir(path)) if (name !== notOurs) await keepPrivate(join(path, name));
}

async function keepPrivate(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    // Another copy has it under its right name by now.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return;
  const mode = found.isDirectory() ? folder : file;
  if (!found.isDirectory() && !found.isFile()) return;
  if ((found.mode & 0o777) !== mode) await chmod(path, mode);
  if (found.isDirectory()) for (const name of await readdir(path)) await keepPrivate(join(path, name));
}
