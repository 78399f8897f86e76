import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpClient } from '../../../src/lib/http-client.ts';

/** What becomes of a request on a bad line. `ms` is how long it takes, or how late it is. */
export type Fate =
  | { is: 'fine' }
  | { is: 'slow'; ms: number }
  /** Done at once, and answered late. */
  | { is: 'slow answer'; ms: number }
  | { is: 'done twice' }
  | { is: 'answered twice' }
  | { is: 'lost' }
  | { is: 'answer lost' }
  /** Whoever asked is told nothing, and it is done all the same, later. */
  | { is: 'late'; ms: number }
  | { is: 'late after 502'; ms: number }
  | { is: 'error before' }
  | { is: 'error after' }
  | { is: 'busy' };

/**
 * A bad line to a site: a server before it that does to each request what `fate` says.
 *
 * @param lostMs how late a request that was given up may be carried out, counted from when it was sent: the site carries
 *   out none that is later
 */
export async function badLine(to: number, lostMs: number, fate: () => Fate) {
  const server = createServer((req, res) => void handle(req, res).catch(() => res.destroy()));
  let isDown = false;
  let asked = 0;
  let atOnce = 0;
  let maxAtOnce = 0;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    asked += 1;
    if (isDown) return void res.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const sent = Number(req.headers['x-sent-at'] ?? Date.now());
    const headers = { ...req.headers, 'x-do-before': String(sent + lostMs) };
    const pass = () => forward(to, { method: req.method, path: req.url, headers }, body);
    const answer = ({ status, type, etag, text }: Passed, again = false) => {
      res.writeHead(status, { 'content-type': type, ...(etag && { etag }) });
      res.end(text);
      if (again)
        res.socket?.write(
          `HTTP/1.1 ${status} OK\r\ncontent-type: ${type}\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
        );
    };
    const say = (status: number, more = {}) => void res.writeHead(status, more).end();
    const f = fate();
    atOnce += 1;
    maxAtOnce = Math.max(maxAtOnce, atOnce);
    try {
      switch (f.is) {
        case 'fine':
          return answer(await pass());
        case 'slow':
          await delay(f.ms);
          return answer(await pass());
        case 'slow answer': {
          const done = await pass();
          await delay(f.ms);
          return answer(done);
        }
        case 'done twice': {
          const [first] = await Promise.all([pass(), pass()]);
          return answer(first);
        }
        case 'answered twice':
          return answer(await pass(), true);
        case 'lost':
          return void res.destroy();
        case 'answer lost':
          await pass();
          return void res.destroy();
        case 'late':
          res.destroy();
          await delay(f.ms);
          return void (await pass());
        case 'late after 502':
          say(502);
          await delay(f.ms);
          return void (await pass());
        case 'error before':
          return say(500);
        case 'error after':
          await pass();
          return say(503);
        case 'busy':
          return say(429, { 'retry-after': '0' });
      }
    } finally {
      atOnce -= 1;
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    down(is: boolean) {
      isDown = is;
    },
    asked: () => asked,
    maxAtOnce: () => maxAtOnce,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Passed {
  status: number;
  type: string;
  etag: string | undefined;
  text: string;
}

function forward(port: number, options: object, body: Buffer): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const on = request({ host: '127.0.0.1', port, ...options, agent: false }, async (res) => {
      let text = '';
      for await (const chunk of res.setEncoding('utf8')) text += chunk;
      const { etag } = res.headers;
      resolve({ status: res.statusCode ?? 0, type: String(res.headers['content-type'] ?? 'text/plain'), etag, text });
    });
    on.on('error', reject);
    on.end(body);
  });
}

/** The same, which says with each request when it was sent: for {@link badLine}. */
export const stamped =
  (http: HttpClient): HttpClient =>
  (address, request) =>
    http(address, { ...request, headers: { ...request.headers, 'x-sent-at': String(Date.now()) } });
