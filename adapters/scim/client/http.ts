import { type HttpClient, HttpFailure } from '../../../src/lib/http-client.ts';
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
const maxBytes = 4_000_000;

/** One request and its answer, whatever its status. @throws SiteTrouble where there is none */
export async function exchange(http: HttpClient, address: string, request: Request): Promise<Answer> {
  const { status, headers, body } = await http(address, { ...request, maxBytes }).catch((error) => {
    throw troubleOf(error, request);
  });
  if (status >= 300 && status < 400 && status !== 304) throw new SiteTrouble('closed', say.elsewhere);
  return { status, headers, json: parsed(body.toString('utf8')) };
}

function troubleOf(error: unknown, { method, signal }: Request): SiteTrouble {
  const { problem, sent } = error instanceof HttpFailure ? error : { problem: 'unreachable', sent: false };
  if (problem === 'refused') return new SiteTrouble('closed', say.notPublic);
  return new SiteTrouble('unreachable', signal.aborted ? say.slow : say.unreachable, {
    mayBeDone: sent && method !== 'GET',
    cause: error,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
