import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeEmbedded } from '../db/embedded.ts';
import { packageRoot } from '../db/package-root.ts';

/** What `npm start` needs; the copy has a `.data` of its own. */
const parts = ['src', 'adapters', 'db', 'package.json', 'tsconfig.json'];

/** Longest that a start may take before it counts as failed, in milliseconds. */
const patience = 60_000;

/** The program as a process of its own, in a copy, so that nobody's `.data` is touched. */
export interface Program {
  /** Starts it, and waits for its ready line. @throws Error with what it said, where it ends first */
  start(env?: Record<string, string>): Promise<RunningProgram>;
  remove(): Promise<void>;
}

export interface RunningProgram {
  url: string;
  /** @returns the exit code; nothing where the signal ended it */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

export async function programCopy(): Promise<Program> {
  // A space and an accent: paths have them.
  const folder = await mkdtemp(join(tmpdir(), 'staffroom copy é-'));
  for (const part of parts) await cp(new URL(part, packageRoot), join(folder, part), { recursive: true });
  await symlink(fileURLToPath(new URL('node_modules', packageRoot)), join(folder, 'node_modules'));
  return {
    start: (env = {}) => startIn(folder, env),
    async remove() {
      // As root the database lies elsewhere, behind a link in the copy.
      await removeEmbedded(join(folder, '.data', 'postgres'));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startIn(cwd: string, given: Record<string, string>): Promise<RunningProgram> {
  // No setting of this machine's may send it to another database or port.
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, PORT: '0', ...given };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], { cwd, env, stdio: 'pipe' });
  const url = await readyLine(child).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    url,
    async end(signal) {
      const gone = once(child, 'exit');
      child.kill(signal);
      const [code] = await gone;
      return code;
    },
  };
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`not ready after ${patience} ms: ${said}`)), patience);
    const settle = (then: () => void) => {
      clearTimeout(late);
      then();
    };
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /Staffroom is ready.* (http:\S+)/.exec(said)?.[1];
      if (url) settle(() => resolve(url));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => settle(() => reject(new Error(`ended with ${code}: ${said}`))));
  });
}
