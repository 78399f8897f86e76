import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** What a group that others are not in may do, where a file was given to it: a service reads its settings so. */
const ofGroup = 0o040;

/**
 * Writes a file that this user alone may read, in one go: whoever reads it, or whatever ends this, finds what was there or all that is
 * new. Where it is there already it stays its owner's, a link leads where it led, and of root's it stays readable for its group, where only
 * that could read it. One that root makes is of whoever the folder is of: the service that reads it may be another user's.
 */
export function writeAtOnce(path: string, content: string | Buffer): void {
  const there = statSync(path, { throwIfNoEntry: false });
  const target = there ? realpathSync(path) : path;
  const made = `${target}.${randomUUID()}`;
  try {
    writeFileSync(made, content, { mode: 0o600, flush: true, flag: 'wx' });
    if (process.getuid?.() === 0) {
      const { uid, gid } = there ?? statSync(dirname(target));
      // A container's root may have no right to give anything away, and needs none where it is its own.
      if (uid !== 0 || gid !== process.getgid?.()) chownSync(made, uid, gid);
      if (there && (there.mode & 0o007) === 0) chmodSync(made, 0o600 | (there.mode & ofGroup));
    }
    renameSync(made, target);
    syncFolder(dirname(target));
  } finally {
    rmSync(made, { force: true });
  }
}

/** A name that was changed is on the disk with its folder. Windows has no such thing to ask for. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
