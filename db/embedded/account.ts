import { chown, readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A user of this machine that PostgreSQL runs as instead of us. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export const isRoot = process.getuid?.() === 0;

/** Whether PostgreSQL's refusal to run as root can be met by running it as someone else, here: `postgres` or `nobody`. */
export async function unprivilegedAccount(): Promise<Account> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    // macOS writes nobody's number as -2.
    if (uid && gid && Number(uid) !== 0) return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has neither a user postgres nor a user nobody to run it as: start Staffroom as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or newer.',
  );
}

/** The account that owns `path`, for a folder that exists. */
export async function ownerOf(path: string): Promise<Account> {
  const { uid, gid } = await stat(path);
  return { name: `number ${uid}`, uid, gid };
}

/** Gives `path` to the account, if it is not us. */
export async function giveTo(account: Account | undefined, path: string): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

/** The options of `spawn` that run a program as the account. libuv takes the numbers signed. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid | 0, gid: account.gid | 0 } : {};
}

/** Whether the account may pass through `folder` and all the folders above it, by their modes. */
export async function canEnter(folder: string, account: Account): Promise<boolean> {
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
