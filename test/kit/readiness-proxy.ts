import { Agent, get, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from './listen.ts';

export interface ReadinessProxy {
  url: string;
  /** Whether it sends requests there. */
  isUp(port: number): boolean;
  close(): Promise<void>;
}

/** How often in a row a copy must be found not ready before it gets no more requests, and how often ready: as HAProxy has it. */
const fall = 3;
const rise = 2;
/** Longest that it waits for an answer when it looks, in milliseconds: here all else runs on the same few processors. */
const lateMs = 10_000;

/**
 * A proxy before several copies, as one finds them: it looks at their `/readyz`, sends requests in turn to those that are
 * ready, keeps its connections to them, and tries nothing twice.
 *
 * @param everyMs how often it looks, in milliseconds
 */
export async function readinessProxy(ports: number[], everyMs = 500): Promise<ReadinessProxy> {
  const agent = new Agent({ keepAlive: true });
  const up = new Set<number>();
  /** How often in a row a copy was found other than it is held to be. */
  const otherwise = new Map<number, number>();
  let turn = 0;

  function found(port: number, isReady: boolean): void {
    const count = isReady === up.has(port) ? 0 : (otherwise.get(port) ?? 0) + 1;
    otherwise.set(port, count);
    if (isReady && count >= rise) up.add(port);
    if (!isReady && count >= fall) up.delete(port);
  }
  function isReady(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const asked = get({ host: '127.0.0.1', port, path: '/readyz', agent: false, timeout: lateMs }, (res) => {
        res.resume();
        resolve(res.statusCode === 200);
      });
      asked.on('timeout', () => asked.destroy());
      asked.on('error', () => resolve(false));
    });
  }
  let closing = false;
  async function keepLooking(port: number): Promise<void> {
    for (; !closing; await delay(everyMs)) found(port, await isReady(port));
  }

  const looking = ports.map(keepLooking);
  const { url, close } = await listen((req, res) => {
    const there = ports.filter((port) => up.has(port));
    turn += 1;
    const port = there[turn % there.length];
    if (port === undefined) return void res.writeHead(503).end();
    const { connection: _, ...headers } = req.headers;
    const sent = request({ host: '127.0.0.1', port, path: req.url, method: req.method, headers, agent }, (answer) => {
      const { connection: _, 'keep-alive': __, ...rest } = answer.headers;
      res.writeHead(answer.statusCode ?? 502, rest);
      answer.on('error', () => res.destroy()).pipe(res);
    });
    sent.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()));
    req.pipe(sent);
  });
  return {
    url,
    isUp: (port) => up.has(port),
    async close() {
      closing = true;
      await Promise.all([close(), ...looking]);
      agent.destroy();
    },
  };
}
