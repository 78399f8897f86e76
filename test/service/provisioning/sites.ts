import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { compiled } from '../../kit/compiled.ts';
import { useOpened } from '../../kit/opened.ts';

export interface SiteUser {
  id: string;
  externalId?: string;
  userName: string;
  active?: boolean;
  name?: { givenName?: string; familyName?: string };
  displayName?: string;
  emails?: { value: string }[];
  roles?: { value: string }[];
  entitlements?: { value: string }[];
  [key: string]: unknown;
}

interface Look {
  users: SiteUser[];
  log: { externalId: string; name: string | null; active?: boolean }[];
}

/** A process of scimmy's sites, and what tests ask of it. */
export async function startSites() {
  const script = await compiled(new URL('site-program.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [port] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}`;
  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    port: Number(String(port).trim()),
    look: (name: string) => send('GET', `/${name}/look`) as Promise<Look>,
    put: (name: string, ...users: Partial<SiteUser>[]) => send('PUT', `/${name}/users`, users),
    remove: (name: string, id: string) => send('DELETE', `/${name}/users/${id}`),
    async stop() {
      child.kill();
      await rm(script, { force: true });
    },
  };
}

/** The same for all tests of a file. */
export const useSites = () => useOpened(startSites, (sites) => sites.stop());

export type Sites = Awaited<ReturnType<typeof startSites>>;
