import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runAs } from '../../db/embedded/account.ts';
import type { Binaries } from '../../db/embedded/binaries.ts';
import type { Folders } from '../../db/embedded/folders.ts';
import { bareEnvironment } from '../../db/embedded/processes.ts';

/** PostgreSQL's main process on a data folder, and those that it has begun. */
export interface Postmaster {
  /** Does nothing where it runs. @throws Error with its last words, where it ends instead of staying */
  start(settings: Record<string, string>): Promise<void>;
  /** Sends it a signal, and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Sends it and all its processes a signal, it first, so that it begins no other meanwhile. */
  toAll(signal: NodeJS.Signals): Promise<void>;
}

/** What passes: a killed server's last processes are still at it. */
const passing = /still in use|lock file "postmaster.pid"/;

/** A server on these folders, which starts as often as one likes. Ended with this process at the latest. */
export function postmasterOf(folders: Folders, binaries: Binaries): Postmaster {
  let child: ChildProcess | undefined;
  const begin = async (settings: Record<string, string>): Promise<ChildProcess> => {
    const log = await open(folders.log, 'a', 0o600);
    try {
      const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const options = { ...runAs(folders.account), cwd: folders.cluster, env: bareEnvironment() };
      const begun = spawn(binaries.postgres, ['-D', folders.data, ...words], {
        ...options,
        stdio: ['ignore', log.fd, log.fd],
      });
      await once(begun, 'spawn');
      return begun;
    } finally {
      await log.close();
    }
  };
  const endNow = () => child?.kill('SIGKILL');
  return {
    async start(settings) {
      if (child && !hasEnded(child) && (await isReady(folders.data, child.pid))) return;
      process.off('exit', endNow).once('exit', endNow);
      for (let tries = 0; ; tries += 1) {
        const begun = child && !hasEnded(child) ? child : await begin(settings);
        child = begun;
        while (!hasEnded(begun) && !(await isReady(folders.data, begun.pid))) await delay(10);
        if (!hasEnded(begun)) return;
        const last = (await readFile(folders.log, 'utf8')).trim().split('\n').slice(-4).join('\n');
        if (!passing.test(last) || tries > 100) throw new Error(`PostgreSQL did not start: ${last}`);
      }
    },
    async end(signal) {
      process.off('exit', endNow);
      if (!child || hasEnded(child)) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
    async toAll(signal) {
      if (child?.pid === undefined || hasEnded(child)) return;
      child.kill(signal);
      for (const each of await childrenOf(child.pid)) sendTo(each, signal);
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** Takes connections: as a primary, or as a standby that is read. */
async function isReady(data: string, pid: number | undefined): Promise<boolean> {
  const status = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(status[0]) === pid && /^(ready|standby)\s*$/.test(status[7] ?? '');
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Sends a process a signal; nothing happens to one that has just ended. */
export function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
