import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process of this number exists, ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether process `pid` is the PostgreSQL server that was started on folder `data`, and not a later one of that number. */
export async function isServerOf(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    // Not /proc/<pid>/cwd: in a container even root may not read another user's.
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    return words.includes(data);
  }
  // ps may write the letters of a path in its own way, so the program's name has to do.
  return (await commandOf(pid)).includes('postgres');
}

async function commandOf(pid: number): Promise<string> {
  const [program, ...args] =
    process.platform === 'win32'
      ? ['tasklist', '/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']
      : ['ps', '-ww', '-o', 'command=', '-p', String(pid)];
  return run(program as string, args).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

/**
 * The environment for PostgreSQL's programs: nothing of ours but what a program needs to run. Our own holds secrets,
 * and may hold PG* and LC_* settings that would bend the server.
 */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const wanted = ['PATH', 'SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'TEMP', 'TMP'];
  const kept = wanted.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  // macOS refuses to start a server without LC_ALL; C exists everywhere.
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
