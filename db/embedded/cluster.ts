import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo, runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';
import { bareEnvironment } from './processes.ts';
import { tempName } from './temp.ts';

const run = promisify(execFile);

/** The superuser of every embedded cluster. */
export const superuser = 'postgres';

export interface ClusterOptions {
  durable: boolean;
  log: (line: string) => void;
}

/** Makes the cluster of a place if there is none. Refuses one of another major version, and one that lost its files. */
export async function ensureCluster(place: Place, binaries: Binaries, options: ClusterOptions): Promise<void> {
  if (!(await exists(place.cluster))) await makeCluster(place, binaries, options);
  const version = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(
      `${place.data} has lost files of its database: bring them back, or begin afresh with npm start -- --fresh, which loses its data.`,
    );
  });
  if (Number(version.trim()) === binaries.major) return;
  throw new Error(
    `The database in ${place.data} was made by PostgreSQL ${version.trim()} and this Staffroom brings ${binaries.major}: start it with the Staffroom that made it, or begin afresh with npm start -- --fresh, which loses its data.`,
  );
}

/** The superuser's password. */
export async function readPassword(place: Place): Promise<string> {
  const text = await readFile(place.password, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(
      `The password of the embedded PostgreSQL, ${place.password}, is missing: bring the file back, or begin afresh with npm start -- --fresh, which loses its data.`,
    );
  });
  return text.trim();
}

/**
 * Builds data and password under a temporary name and renames them when both are complete. So nothing half-made is
 * ever taken for a cluster, and of several processes that do it at once one wins and the others use what it made.
 */
async function makeCluster(place: Place, binaries: Binaries, options: ClusterOptions): Promise<void> {
  options.log(`making the database in ${place.home}`);
  const staging = tempName(place.home);
  const data = join(staging, 'data');
  const first = join(staging, 'password-for-initdb');
  try {
    const password = randomBytes(24).toString('hex');
    await mkdir(data, { recursive: true });
    await chmod(staging, place.account ? 0o711 : 0o700);
    await chmod(data, 0o700);
    await giveTo(place.account, data);
    await writeFile(join(staging, 'password'), `${password}\n`, { mode: 0o600, flush: options.durable });
    await writeFile(first, `${password}\n`, { mode: 0o600 });
    await giveTo(place.account, first);
    await runInitdb(place, binaries, { data, passwordFile: first, durable: options.durable });
    await rm(first);
    await rename(staging, place.cluster);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!(await exists(place.cluster))) throw error;
  }
}

async function runInitdb(
  place: Place,
  binaries: Binaries,
  files: { data: string; passwordFile: string; durable: boolean },
): Promise<void> {
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
    ...(files.durable ? [] : ['--no-sync']),
  ];
  const options = { ...runAs(place.account), cwd: files.data, env: bareEnvironment(), timeout: 120_000 };
  await run(binaries.initdb, args, options).catch((error: Error & { stderr?: string }) => {
    const reason = error.stderr?.match(/(?:error|FATAL):\s*(.*)/)?.[1] ?? error.message.split('\n')[0];
    throw new Error(
      `PostgreSQL could not make its database in ${place.home} (${reason}): mend that and start again, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
