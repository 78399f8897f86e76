import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeEmbedded } from '../../db/embedded.ts';
import { packageRoot } from '../../db/package-root.ts';
import { median, type Result } from './measure.ts';

/** What `npm start` needs; the copy has a `.data` of its own. */
const parts = ['src', 'adapters', 'db', 'package.json', 'tsconfig.json'];

/** Longest that a start may take before it counts as failed, in milliseconds. */
const patience = 60_000;

/** From the start of the process to its ready line, on a database that is there already, in a copy of the program. */
export async function starting(): Promise<Result[]> {
  const copy = await mkdtemp(join(tmpdir(), 'staffroom-bench-start-'));
  try {
    for (const part of parts) await cp(new URL(part, packageRoot), join(copy, part), { recursive: true });
    await symlink(fileURLToPath(new URL('node_modules', packageRoot)), join(copy, 'node_modules'));
    const first = await startOnce(copy);
    const times = [await startOnce(copy), await startOnce(copy), await startOnce(copy)];
    const node = [await startNode(), await startNode(), await startNode()];
    const goal = { against: 'node with tsx, doing nothing', theirs: median(node) };
    return [
      { what: 'start → ready, existing database (goal 3,000)', ours: median(times), ...goal },
      { what: 'start → ready, the very first', ours: first, ...goal },
    ];
  } finally {
    // As root the database lies elsewhere, behind a link in the copy.
    await removeEmbedded(join(copy, '.data', 'postgres'));
    await rm(copy, { recursive: true, force: true });
  }
}

async function startOnce(cwd: string): Promise<number> {
  const begin = performance.now();
  // No setting of this machine's may send it to another database or port.
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, PORT: '0' };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], { cwd, env, stdio: 'pipe' });
  try {
    await readyLine(child);
    return performance.now() - begin;
  } finally {
    const gone = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await gone;
  }
}

function readyLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`not ready after ${patience} ms: ${said}`)), patience);
    const settle = (then: () => void) => {
      clearTimeout(late);
      then();
    };
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Staffroom is ready')) settle(resolve);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => settle(() => reject(new Error(`it ended before it was ready: ${said}`))));
  });
}

async function startNode(): Promise<number> {
  const begin = performance.now();
  const cwd = fileURLToPath(packageRoot);
  await once(spawn(process.execPath, ['--import', 'tsx', '-e', ''], { cwd, stdio: 'ignore' }), 'exit');
  return performance.now() - begin;
}
