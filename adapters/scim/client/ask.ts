import type { HttpClient } from '../../../src/lib/http-client.ts';
import { objectOf } from '../../../src/lib/json.ts';
import type { Reach } from '../../../src/service/provisioning/site-client.ts';
import { type Answer, exchange, type Request } from './http.ts';
import { tokens } from './token.ts';

const scimJson = 'application/scim+json';
const json = 'application/json';

interface Asked {
  method: Request['method'];
  /** Below the base of the service. */
  path: string;
  body?: object;
  etag?: string | null;
  /** The type of the body, where it is not to be the one that the site is known to take. */
  type?: string | undefined;
}

/** Asks a site something, as one whom it knows. */
export type Ask = (site: Reach, asked: Asked, signal: AbortSignal) => Promise<Answer>;

/** @param clock in milliseconds */
export function asker(http: HttpClient, clock: () => number): Ask {
  const keys = tokens(http, clock);

  async function once(site: Reach, { method, path, body, etag, type }: Asked, signal: AbortSignal): Promise<Answer> {
    for (let first = true; ; first = false) {
      const key = await keys.of(site, signal);
      const answer = await exchange(http, site.url.replace(/\/+$/, '') + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          accept: `${scimJson}, ${json}`,
          ...(body && { 'content-type': type ?? (site.capabilities.plainJson ? json : scimJson) }),
          ...(etag && { 'if-match': etag }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal,
      });
      if (answer.status !== 401 || !first || !keys.forget(site, key)) return without(key, answer);
    }
  }

  return async (site, asked, signal) => {
    const answer = await once(site, asked, signal);
    if (answer.status === 415 && asked.body && !site.capabilities.plainJson) {
      const plain = await once(site, { ...asked, type: json }, signal);
      if (plain.status !== 415) await site.learn({ plainJson: true });
      return plain;
    }
    // It wants a version to be named, and has named none.
    if (answer.status === 428 && !asked.etag) return once(site, { ...asked, etag: '*' }, signal);
    return answer;
  };
}

/** What a site says of a refusal is shown to people, and kept: some repeat the token that they refuse. */
function without(key: string, answer: Answer): Answer {
  const { detail } = objectOf(answer.json);
  if (typeof detail !== 'string' || !detail.includes(key)) return answer;
  return { ...answer, json: { ...objectOf(answer.json), detail: detail.replaceAll(key, '…') } };
}
