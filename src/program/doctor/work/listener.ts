import { readdir, readFile, readlink } from 'node:fs/promises';

/** TCP's state "listening", as the kernel writes it. */
const listening = '0A';

/**
 * Which process of this machine listens on a port. Linux only, and only where this user may look.
 *
 * @returns `nginx (process 812)`; nothing where it can't be told
 */
export async function listenerOn(port: number): Promise<string | undefined> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const inodes = tables
    .flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
    .filter(([, local = '', , state]) => state === listening && local.endsWith(`:${hex}`))
    .map((fields) => `socket:[${fields[9]}]`);
  if (inodes.length === 0) return undefined;
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const open = await Promise.all(files.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    if (!open.some((file) => inodes.includes(file))) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    return name && `${name} (process ${pid})`;
  }
  return undefined;
}
