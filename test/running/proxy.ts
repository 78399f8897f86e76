import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from '../../db/embedded/account.ts';
import { freePort } from '../../db/embedded/server.ts';
import { selfSigned } from '../kit/certificate.ts';
import { until } from '../kit/until.ts';
import { read } from './files.ts';

/** The name that the examples have. */
export const host = 'staffroom.school.example';

export type Kind = 'nginx' | 'caddy';

export const isInstalled = (kind: Kind): boolean =>
  spawnSync(kind, ['version'], { stdio: 'ignore' }).error === undefined;

interface Ports {
  http: number;
  https: number;
  upstream: number;
}

/** The example, with nothing changed but where it listens, what it finds, and where it writes. @returns the file that it is run from */
async function write(kind: Kind, folder: string, ports: Ports): Promise<string> {
  const { certificate, key } = selfSigned(host);
  await writeFile(join(folder, 'certificate.pem'), certificate);
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 });
  const file = join(folder, kind);
  await writeFile(file, kind === 'nginx' ? nginx(folder, ports) : caddy(folder, ports));
  return file;
}

function nginx(folder: string, { http, https, upstream }: Ports): string {
  const example = read('docs/running/nginx.conf')
    // A machine of the tests may have no IPv6.
    .replace(/^ *listen \[::\].*$/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${http};`)
    .replace('listen 443', `listen 127.0.0.1:${https}`)
    .replace('127.0.0.1:3000', `127.0.0.1:${upstream}`)
    .replace(/\/etc\/letsencrypt\/\S+\/fullchain.pem/, `${folder}/certificate.pem`)
    .replace(/\/etc\/letsencrypt\/\S+\/privkey.pem/, `${folder}/key.pem`)
    .replaceAll('/var/log/nginx/', `${folder}/log-`);
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`);
  // Else those that work are another user, who can't write there.
  const user = isRoot ? 'user root;' : '';
  return `daemon off; worker_processes 1; ${user} pid ${folder}/pid; error_log ${folder}/log-error;
events {}
http { ${kept.join(' ')}\n${example} }`;
}

function caddy(folder: string, { http, https, upstream }: Ports): string {
  return read('docs/running/Caddyfile')
    .replace(
      'auto_https',
      `admin off\n\thttp_port ${http}\n\thttps_port ${https}\n\tdefault_bind 127.0.0.1\n\tauto_https`,
    )
    .replace(`\n${host} {`, `\n${host} {\n\ttls ${folder}/certificate.pem ${folder}/key.pem`)
    .replace('127.0.0.1:3000', `127.0.0.1:${upstream}`)
    .replaceAll('/var/log/caddy/', `${folder}/log-`);
}

/** Runs the example before a port of this machine. */
export async function openProxy(kind: Kind, upstream: number) {
  const folder = await mkdtemp(join(tmpdir(), 'staffroom-proxy-'));
  const ports = { http: await freePort(), https: await freePort(), upstream };
  const file = await write(kind, folder, ports);
  const args = kind === 'nginx' ? ['-p', folder, '-c', file] : ['run', '--config', file, '--adapter', 'caddyfile'];
  const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(kind, args, { cwd: folder, env, stdio: 'pipe' });
  const ended = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${kind} ended: ${said}`);
    return (await isOpen(ports.http)) && isOpen(ports.https);
  });
  return {
    ports,
    /** All that it has written of what came. */
    async logs(): Promise<string> {
      const files = (await readdir(folder)).filter((name) => name.startsWith('log-'));
      const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
      return [said, ...texts].join('\n');
    },
    async close() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

interface Answer {
  status: number;
  location?: string;
  text: string;
}

/** Asks for it by the name that the examples have, at a port of this machine. @param onPart told of each part as it comes */
export function ask(
  scheme: 'http' | 'https',
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
  onPart: (text: string) => void = () => {},
): Promise<Answer> {
  const options = { host: '127.0.0.1', port, path, method, agent: false as const, headers: { host, ...headers } };
  return new Promise((resolve, reject) => {
    const asked =
      scheme === 'http'
        ? requestByHttp(options)
        : requestByHttps({ ...options, servername: host, rejectUnauthorized: false });
    asked.on('response', (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        onPart(text);
      });
      const { location } = res.headers;
      res.on('end', () => resolve({ status: res.statusCode ?? 0, ...(location && { location }), text }));
      res.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
