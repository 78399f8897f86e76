import { type Agent, type IncomingMessage, request } from 'node:http';

/** All that was sent with a request. */
export async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Where something is posted to, and how long its answer is waited for, in milliseconds. */
interface To {
  agent: Agent;
  port: number;
  path: string;
  withinMs: number;
}

/** @returns the status, 0 where nothing came in time */
export function post({ agent, port, path, withinMs }: To, body: string, headers: Record<string, string>) {
  return new Promise<{ status: number; text: string }>((resolve) => {
    const nothing = () => resolve({ status: 0, text: '' });
    const options = { host: '127.0.0.1', port, path, method: 'POST', agent, headers };
    const sent = request({ ...options, signal: AbortSignal.timeout(withinMs) }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('error', nothing);
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text }));
    });
    sent.on('error', nothing);
    sent.end(body);
  });
}
