import { type HttpClient, HttpFailure } from '../../../src/lib/http-client.ts';
import { objectOf, stringsOf } from '../../../src/lib/json.ts';
import { SiteTrouble } from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import { errorSchema } from '../schema-ids.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Nothing where it is empty or no JSON. */
  json: unknown;
  /** It is a page for people, of a sign-in say, whatever its status. */
  isPage: boolean;
}

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** Largest answer that is read, in bytes: a page of 100 users is some 100 kB. */
const maxBytes = 4_000_000;

/**
 * One request and its answer, whatever its status. Where the site has it a step further, at a slash say, it is asked there: what
 * shows who we are goes to no other server.
 *
 * @throws SiteTrouble where there is none
 */
export async function exchange(http: HttpClient, address: string, request: Request): Promise<Answer> {
  const once = (url: string) =>
    http(url, { ...request, maxBytes }).catch((error) => {
      throw troubleOf(error, request);
    });
  const first = await once(address);
  const further = first.status === 304 ? undefined : furtherThan(address, first);
  const { status, headers, body } = further ? await once(further) : first;
  if (status >= 300 && status < 400 && status !== 304) throw new SiteTrouble('closed', say.elsewhere);
  const text = body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  const json = parsed(text);
  return { status: saidIn(json) ?? status, headers, json, isPage: text.startsWith('<') };
}

function furtherThan(address: string, { status, headers }: { status: number; headers: Headers }): string | undefined {
  const location = headers.get('location');
  if (![301, 302, 307, 308].includes(status) || !location || !URL.canParse(location, address)) return undefined;
  const url = new URL(location, address);
  return url.origin === new URL(address).origin && url.href !== address ? url.href : undefined;
}

/** The status that an error says of itself: some send it as if all were well. */
function saidIn(json: unknown): number | undefined {
  const { schemas, status } = objectOf(json);
  const said = stringsOf(schemas).includes(errorSchema) ? Number(status) : 0;
  return said >= 400 && said < 600 ? said : undefined;
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
