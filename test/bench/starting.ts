import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Program, programCopy } from '../kit/program.ts';
import { median, type Result } from './measure.ts';

/** From the start of the process to its ready line, on a database that is there already, in a copy of the program. */
export async function starting(): Promise<Result[]> {
  const program = await programCopy();
  try {
    const first = await startOnce(program);
    const times = [await startOnce(program), await startOnce(program), await startOnce(program)];
    const node = [await startNode(), await startNode(), await startNode()];
    const goal = { against: 'node, doing nothing', theirs: median(node) };
    return [
      { what: 'start → ready, existing database (goal 3,000)', ours: median(times), ...goal },
      { what: 'start → ready, the very first', ours: first, ...goal },
    ];
  } finally {
    await program.remove();
  }
}

async function startOnce(program: Program): Promise<number> {
  const begin = performance.now();
  const running = await program.start();
  const took = performance.now() - begin;
  await running.end('SIGTERM');
  return took;
}

async function startNode(): Promise<number> {
  const begin = performance.now();
  await once(spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }), 'exit');
  return performance.now() - begin;
}
