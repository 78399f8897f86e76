import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeEmbedded } from '../../db/embedded/embedded.ts';
import { compile } from '../../src/build/compile.js';
import { packageRoot } from '../../src/lib/package-root.ts';
import { openedBy } from './open-address.ts';
import { letServerIn } from './server-folder.ts';

/** What `npm start` needs; the copy has a `.data` of its own. */
export const parts = ['src', 'adapters', 'db', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Longest that a start may take before it counts as failed, in milliseconds. */
const startMs = 60_000;

/** The program as a process of its own, in a copy, so that nobody's `.data` is touched. */
export interface Program {
  /** Starts it, and waits for its ready line. @throws Error with what it said, where it ends first */
  start(env?: Record<string, string>): Promise<RunningProgram>;
  /** Starts it and waits for nothing; ended by the signal that `end` gives it. */
  begin(env?: Record<string, string>): BegunProgram;
  /** How many processes of its embedded PostgreSQL run. */
  servers(): Promise<number>;
  folder: string;
  remove(): Promise<void>;
}

export interface BegunProgram {
  pid: number;
  /** All that it has said. */
  said(): string;
  /** @returns the exit code; nothing where the signal ended it */
  end(...signals: NodeJS.Signals[]): Promise<number | null>;
}

export interface RunningProgram extends BegunProgram {
  url: string;
  /** Those of a browser that was let in by the address that lies in a file. */
  headers: { cookie: string };
}

/** @param packages those of `node_modules` that it has beside what is built; all, if none are named */
export async function programCopy(packages?: string[]): Promise<Program> {
  // A space and an accent: paths have them.
  const folder = await mkdtemp(join(tmpdir(), 'staffroom copy é-'));
  await letServerIn(folder);
  // Compiled once for all copies; one whose sources are others by now would compile them itself.
  const built = relative(fileURLToPath(packageRoot), fileURLToPath(await compile()));
  for (const part of [...parts, built]) await cp(new URL(part, packageRoot), join(folder, part), { recursive: true });
  if (packages) await mkdir(join(folder, 'node_modules'));
  for (const part of packages?.map((name) => `node_modules/${name}`) ?? ['node_modules'])
    await symlink(fileURLToPath(new URL(part, packageRoot)), join(folder, part));
  return {
    start: (env = {}) => startIn(folder, env),
    begin: (env = {}) => begun(spawnIn(folder, env)),
    servers: () => servers(join(folder, '.data', 'postgres')),
    folder,
    async remove() {
      // As root the database lies elsewhere, behind a link in the copy.
      await removeEmbedded(join(folder, '.data', 'postgres'));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function spawnIn(cwd: string, given: Record<string, string>): ChildProcess {
  // No setting of this machine's may send it to another database or port.
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, PORT: '0', ...given };
  return spawn(process.execPath, ['src/build/run.js', 'src/main.js'], { cwd, env, stdio: 'pipe' });
}

async function startIn(cwd: string, given: Record<string, string>): Promise<RunningProgram> {
  const child = spawnIn(cwd, given);
  const program = begun(child);
  const url = await readyLine(child).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  const address = (await readFile(join(cwd, '.data', 'open-address'), 'utf8')).trim();
  return { ...program, url, headers: await openedBy(address) };
}

function begun(child: ChildProcess): BegunProgram {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  return {
    // No process: it has ended, or never was; 0 is nobody's.
    pid: child.pid ?? 0,
    said: () => said,
    async end(...signals) {
      const gone = once(child, 'exit');
      for (const signal of signals) child.kill(signal);
      const [code] = await gone;
      return code;
    },
  };
}

/** Linux only: the processes whose command names the data folder. */
async function servers(dir: string): Promise<number> {
  const data = join(await realpath(dir).catch(() => dir), 'cluster', 'data');
  let found = 0;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.includes('-D') && words.includes(data)) found += 1;
  }
  return found;
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`not ready after ${startMs} ms: ${said}`)), startMs);
    const settle = (then: () => void) => {
      clearTimeout(late);
      then();
    };
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /Staffroom is ready.* (http:[^\s,]+)/.exec(said)?.[1];
      if (url) settle(() => resolve(url));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => settle(() => reject(new Error(`ended with ${code}: ${said}`))));
  });
}
