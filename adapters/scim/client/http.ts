import { isLoopback } from '../../../src/lib/net.ts';
import { SiteTrouble } from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Nothing where it is empty or no JSON. */
  json: unknown;
}

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** Largest answer that is read, in bytes: a page of 100 users is some 100 kB. */
const largest = 4_000_000;

/** Whether the address is one that a token may be sent to: by TLS, or on this machine. */
function isSafe({ username, password, protocol, href }: URL): boolean {
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(href));
}

/** What failed before anything was sent. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

/** One request and its answer, whatever its status. @throws SiteTrouble where there is none */
export async function exchange(address: string, request: Request): Promise<Answer> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isSafe(url)) throw new SiteTrouble('closed', say.insecure);
  const isWrite = request.method !== 'GET';
  if (request.signal.aborted) throw new SiteTrouble('unreachable', say.slow);
  try {
    const response = await fetch(url, { ...request, redirect: 'manual' });
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      await response.body?.cancel();
      throw new SiteTrouble('closed', say.elsewhere);
    }
    return { status: response.status, headers: response.headers, json: parsed(await readBody(response)) };
  } catch (error) {
    if (error instanceof SiteTrouble) throw error;
    const { code = '' } = ((error as Error).cause ?? {}) as { code?: string };
    const mayBeDone = isWrite && !neverSent.test(code);
    throw new SiteTrouble('unreachable', request.signal.aborted ? say.slow : say.unreachable, {
      mayBeDone,
      cause: error,
    });
  }
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largest) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
