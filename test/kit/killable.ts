import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { compile } from '../../src/build/compile.js';

/** Starts the program as a whole, says where it is, and waits to be killed. */
const script = `
const { createLog } = await import(process.env.BUILD + 'src/program/log.js');
const { readConfig } = await import(process.env.BUILD + 'src/program/config/config.js');
const { start } = await import(process.env.BUILD + 'src/program/start.js');
const { BUILD, DATA_DIR: dataDir, LEASE_MS, ...env } = process.env;
const log = await createLog('warn');
const running = await start({ config: readConfig(env), log, dataDir, leaseMs: Number(LEASE_MS) });
console.log('ready ' + running.url);
`;

export interface Killable {
  url: string;
  /** All that it has said. */
  said(): string;
  /** As the machine does when its memory is full. */
  kill(): Promise<void>;
}

/**
 * The program in a process of its own, to be killed.
 *
 * @param options.leaseMs how soon another carries out what it leaves
 * @param options.dataDir where it may write
 */
export async function killable(
  env: Record<string, string>,
  { leaseMs, dataDir }: { leaseMs: number; dataDir: string },
): Promise<Killable> {
  const { PATH, HOME, TMPDIR } = process.env;
  const own = { BUILD: (await compile()).href, DATA_DIR: dataDir, LEASE_MS: String(leaseMs), PORT: '0' };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH, HOME, TMPDIR, ...own, ...env },
    stdio: 'pipe',
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /ready (http:\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  return {
    url,
    said: () => said,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
