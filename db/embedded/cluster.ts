import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo, runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { exists } from './exists.ts';
import type { Folders } from './folders.ts';
import { fullDisk, orAfresh, saysFullDisk } from './plain-words.ts';
import { bareEnvironment } from './processes.ts';
import { temporaryName } from './temporary.ts';

const run = promisify(execFile);

/** The superuser of every embedded cluster. */
export const superuser = 'postgres';

export interface ClusterOptions {
  durable: boolean;
  log: (line: string) => void;
}

/** Makes the cluster if there is none. Refuses one of another major version, and one that lost its files. */
export async function ensureCluster(folders: Folders, binaries: Binaries, options: ClusterOptions): Promise<void> {
  if (!(await exists(folders.cluster))) await makeCluster(folders, binaries, options);
  const lost = `${folders.data} has lost files of its database: bring them back`;
  const version = await readKept(join(folders.data, 'PG_VERSION'), lost);
  if (Number(version.trim()) === binaries.major) return;
  throw new Error(
    `The database in ${folders.data} was made by PostgreSQL ${version.trim()} and this Staffroom brings ${binaries.major}: with the Staffroom that made it run npm run backup, then move ${folders.home} away, and run npm run restore with this one (docs/backup.md), ${orAfresh}`,
  );
}

/** The superuser's password. */
export async function readPassword({ password }: Folders): Promise<string> {
  const lost = `The password of the embedded PostgreSQL, ${password}, is missing: bring the file back`;
  return (await readKept(password, lost)).trim();
}

async function readKept(file: string, lost: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${lost}, ${orAfresh}`) : error;
  });
}

/**
 * Builds data and password under a temporary name and renames them when both are complete. So nothing half-made is
 * ever taken for a cluster, and of several processes that do it at once one wins and the others use what it made.
 */
async function makeCluster(folders: Folders, binaries: Binaries, options: ClusterOptions): Promise<void> {
  options.log(`making the database in ${folders.home}`);
  const staging = temporaryName(folders.home);
  const data = join(staging, 'data');
  const first = join(staging, 'password-for-initdb');
  try {
    const password = randomBytes(24).toString('hex');
    await mkdir(data, { recursive: true });
    await chmod(staging, folders.account ? 0o711 : 0o700);
    await chmod(data, 0o700);
    await giveTo(folders.account, data);
    await writeFile(join(staging, 'password'), `${password}\n`, { mode: 0o600, flush: options.durable });
    await writeFile(first, `${password}\n`, { mode: 0o600 });
    await giveTo(folders.account, first);
    await runInitdb(folders, binaries, { data, passwordFile: first, durable: options.durable });
    await rm(first);
    await rename(staging, folders.cluster);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!(await exists(folders.cluster))) throw error;
  }
}

/**
 * What PostgreSQL's text search goes by as letters: in C those of English alone, and of a name in others it finds no three in a row.
 * Sorting and folding go by what PostgreSQL brings itself. A system without the first, as older macOS and Windows are, may have the second.
 */
const letters = ['C.UTF-8', 'en_US.UTF-8', 'C'];

interface NewCluster {
  data: string;
  passwordFile: string;
  durable: boolean;
}

async function runInitdb(folders: Folders, binaries: Binaries, files: NewCluster): Promise<void> {
  for (const ctype of letters) {
    const said = await failureOf(folders, binaries, files, ctype);
    if (said === undefined) return;
    // Found out before it writes anything.
    if (/invalid locale name/.test(said) && ctype !== letters.at(-1)) continue;
    if (saysFullDisk(said)) throw new Error(fullDisk(folders.home));
    const reason = said.match(/(?:error|FATAL):\s*(.*)/)?.[1] ?? said.split('\n')[0];
    throw new Error(
      `PostgreSQL could not make its database in ${folders.home} (${reason}): mend that and start again, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** What initdb says where it fails; nothing where it made the cluster. */
async function failureOf(
  folders: Folders,
  binaries: Binaries,
  files: NewCluster,
  ctype: string,
): Promise<string | undefined> {
  const args = [
    `--pgdata=${files.data}`,
    `--username=${superuser}`,
    `--pwfile=${files.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8 knows all letters and needs no locale of the system.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    `--lc-ctype=${ctype}`,
    ...(files.durable ? [] : ['--no-sync']),
  ];
  const options = { ...runAs(folders.account), cwd: files.data, env: bareEnvironment(), timeout: 120_000 };
  return run(binaries.initdb, args, options).then(
    () => undefined,
    (error: Error & { stderr?: string }) => error.stderr?.trim() || error.message,
  );
}
