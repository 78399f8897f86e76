import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, readlink, realpath, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Account, canEnter, isRoot, ownerOf, unprivilegedAccount } from './account.ts';
import { exists } from './exists.ts';
import { orAfresh } from './plain-words.ts';

/** Where root keeps what an unprivileged account must reach. */
const rootBase = '/var/lib/staffroom';

/** Where a cluster and what belongs to it really are. Absolute paths without symbolic links. */
export interface Folders {
  home: string;
  /** Appears complete, by a rename: the data folder and the password that goes with it. */
  cluster: string;
  data: string;
  password: string;
  /** Says the port of the server that was started last. */
  port: string;
  log: string;
  /** A folder for a copy of PostgreSQL's programs, should one be needed. */
  binariesCopy: string;
  /** Whom the server runs as, where it isn't us. */
  account: Account | undefined;
}

/**
 * Finds the folders that `dir` stands for, and makes them if there are none.
 *
 * Ours is `dir` itself, unless we are root and the account that PostgreSQL runs as can't get there: then `dir` becomes
 * a link into /var/lib/staffroom, so that whoever deletes `dir` still gets a fresh database.
 */
export async function makeFolders(dir: string, log: (line: string) => void): Promise<Folders> {
  const path = resolve(dir);
  // Ours alone; as root, the account that PostgreSQL runs as must pass.
  await mkdir(dirname(path), { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  if (await isCopiedLink(path)) {
    log(`${path} was copied from a project whose database is elsewhere; this copy gets a database of its own`);
    await rm(path);
  }
  return isRoot ? makeForRoot(path) : foldersIn(await makeHome(path, 0o700), undefined, 'binaries');
}

/** The folders that `dir` stands for, to be removed; nothing where there are none, or a copied link to somebody's. */
export async function findFolders(dir: string): Promise<Folders | undefined> {
  const path = resolve(dir);
  if (!(await exists(path)) || (await isCopiedLink(path))) return undefined;
  return foldersIn(await realpath(path), undefined, 'binaries');
}

/** Removes emptied folders, and `dir` if that was our link to it. What isn't ours stays. */
export async function removeFolders(dir: string): Promise<void> {
  const path = resolve(dir);
  const link = (await isLink(path)) ? resolve(dirname(path), await readlink(path)) : undefined;
  if (link !== undefined && dirname(link) !== rootBase) return;
  if (link !== undefined) {
    const copied = await isCopiedLink(path);
    await rm(path);
    if (copied) return;
    await rm(join(link, 'made-for'), { force: true });
  }
  for (const folder of link === undefined ? [path] : [link, rootBase]) await rmdir(folder).catch(() => {});
}

function foldersIn(home: string, account: Account | undefined, copyFolder: string): Folders {
  const cluster = join(home, 'cluster');
  return {
    home,
    cluster,
    data: join(cluster, 'data'),
    password: join(cluster, 'password'),
    port: join(cluster, 'port'),
    log: join(home, 'server.log'),
    binariesCopy: resolve(home, copyFolder),
    account,
  };
}

async function makeForRoot(path: string): Promise<Folders> {
  const copyFolder = join(rootBase, 'binaries');
  const data = join(path, 'cluster', 'data');
  if (await exists(data)) return foldersIn(await realpath(path), await usableOwner(data), copyFolder);
  const account = await unprivilegedAccount();
  const parent = dirname((await exists(path)) ? await realpath(path) : path);
  if (await canEnter(parent, account)) {
    return foldersIn(await makePassable(await makeHome(path, 0o711)), account, copyFolder);
  }
  const home = await makeElsewhere(path);
  if (await canEnter(home, account)) return foldersIn(home, account, copyFolder);
  throw new Error(
    `User ${account.name}, as whom PostgreSQL must run here because it refuses to run as root, can't get to ${home}: make the folders above it passable (chmod a+x), or remove the link ${path}.`,
  );
}

/** Whoever made the data goes on with it: root may take over an ordinary user's database and hand it back. */
async function usableOwner(data: string): Promise<Account> {
  const owner = await ownerOf(data);
  if (owner.uid === 0) {
    throw new Error(
      `${data} belongs to root, and PostgreSQL refuses to run as root: give it to an ordinary user (chown -R), ${orAfresh}`,
    );
  }
  if (await canEnter(dirname(data), owner)) return owner;
  throw new Error(
    `User ${owner.name}, to whom the database in ${data} belongs, can't get there: make the folders above it passable (chmod a+x), or start Staffroom as that user.`,
  );
}

async function makeHome(path: string, mode: number): Promise<string> {
  // A link to a folder that is gone: whoever made the link wants it there.
  const target = (await isLink(path)) ? resolve(dirname(path), await readlink(path)) : path;
  await mkdir(target, { recursive: true, mode });
  return realpath(target);
}

/** Lets every user pass through a folder of root's, whatever the umask or whoever made it before. */
async function makePassable(home: string): Promise<string> {
  if (dirname(home) === rootBase) await chmod(rootBase, 0o755);
  await chmod(home, 0o711);
  return home;
}

async function makeElsewhere(path: string): Promise<string> {
  if (await isLink(path)) return makePassable(await makeHome(path, 0o711));
  // An empty folder gives way; one with something in it is somebody's.
  await rmdir(path).catch(() => {});
  if ((await exists(path)) && !(await isLink(path))) {
    throw new Error(`${path} is in the way of the embedded PostgreSQL: remove or rename it, and start again.`);
  }
  const home = await makePassable(await makeHome(join(rootBase, randomBytes(8).toString('hex')), 0o711));
  await writeFile(join(home, 'made-for'), path);
  try {
    await symlink(home, path);
    return home;
  } catch (error) {
    await rm(home, { recursive: true });
    // Another Staffroom may have been quicker.
    if (await isLink(path)) return realpath(path);
    throw error;
  }
}

/** Whether `path` is a copy of a link of ours that still is where we made it. (A link that was moved is not a copy.) */
async function isCopiedLink(path: string): Promise<boolean> {
  if (!(await isLink(path))) return false;
  const home = resolve(dirname(path), await readlink(path));
  const madeFor = await readFile(join(home, 'made-for'), 'utf8').catch(() => undefined);
  if (madeFor === undefined) return false;
  const original = (await isLink(madeFor)) && (await realpath(madeFor).catch(() => '')) === (await realpath(home));
  if (!original) {
    await writeFile(join(home, 'made-for'), path);
    return false;
  }
  // One link may have two names, through links above it.
  const [first, second] = await Promise.all([lstat(madeFor), lstat(path)]);
  return first.ino !== second.ino || first.dev !== second.dev;
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (info) => info.isSymbolicLink(),
    () => false,
  );
}
