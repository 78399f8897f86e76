import { sign } from './sign.ts';
import type { Sockets } from './socket.ts';
import type { Delivery, Json, Kind } from './types.ts';
import type { World } from './world.ts';

export interface Retry {
  retryNum: number;
  retryReason: string;
}

export type Deliver = (kind: Kind, payload: Json, retry?: Retry) => Promise<Delivery>;

interface Ack {
  status: number;
  body: unknown;
  problem?: string;
}

/** Sends payloads to the app: over HTTP once an address is known, else over its sockets. */
export function deliverer(world: World, sockets: Sockets, requestUrl: () => string | undefined): Deliver {
  return async (kind, payload, retry) => {
    const url = requestUrl();
    const started = performance.now();
    const ack = url
      ? await post(world, url, kind, payload, retry)
      : await sockets.send(kind, payload, world.options.ackMs, retry);
    if (ack.problem && world.options.strictAck) world.violations.push(`ack of ${kind}: ${ack.problem}`);
    return { sent: true, kind, payload, ...ack, ms: performance.now() - started };
  };
}

async function post(world: World, url: string, kind: Kind, payload: Json, retry?: Retry): Promise<Ack> {
  const { body, type } = encode(kind, payload);
  const headers: Record<string, string> = {
    // No charset: Slack sends none with forms, and bolt refuses one.
    'content-type': type,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    ...sign(world.signingSecret, body),
  };
  if (retry) {
    headers['x-slack-retry-num'] = String(retry.retryNum);
    headers['x-slack-retry-reason'] = retry.retryReason;
  }
  try {
    const signal = AbortSignal.timeout(world.options.ackMs);
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body), signal });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
    // Slack shows all else as the words that it is.
    if (text.startsWith('{') && !isJson) world.violations.push(`ack of ${kind}: JSON that is not said to be`);
    return { status: answer.status, body: parsed(text), problem: problemOf(answer.status) };
  } catch (error) {
    const timeout = (error as Error).name === 'TimeoutError';
    return { status: 0, body: undefined, problem: timeout ? 'operation_timeout' : 'dispatch_failed' };
  }
}

function encode(kind: Kind, payload: Json): { body: string; type: string } {
  if (kind === 'event') return { body: JSON.stringify(payload), type: 'application/json' };
  const fields = kind === 'command' ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
  return { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function problemOf(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  return status >= 500 ? 'http_service_error' : 'http_client_error';
}
