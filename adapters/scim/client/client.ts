import type { HttpClient } from '../../../src/lib/http-client.ts';
import { objectOf } from '../../../src/lib/json.ts';
import { retryAfterMs } from '../../../src/lib/retry-after.ts';
import { oneLine } from '../../../src/lib/text.ts';
import {
  type Account,
  type AccountFilter,
  type Reach,
  type SiteClient,
  SiteTrouble,
} from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import { isSameEmail } from '../../../src/words/email.ts';
import { type Answer, exchange, type Request } from './http.ts';
import { tokens } from './token.ts';
import { fromUser, toPatch, toUser } from './user.ts';

const type = 'application/scim+json';
const attribute = { externalId: 'externalId', email: 'userName' } as const;
/** The longest that a site may ask to be left alone, in milliseconds. */
const longestWait = 3_600_000;

interface Asked {
  method: Request['method'];
  path: string;
  body?: object;
  etag?: string | null;
}

/** Speaks SCIM 2.0 (RFC 7644) to sites. Connections are kept; redirects are not followed. @param clock in milliseconds */
export function scimClient(http: HttpClient, clock: () => number = Date.now): SiteClient {
  const keys = tokens(http, clock);
  /** Sites that don’t know “or” in a filter, by their address. */
  const noOr = new Set<string>();

  async function ask(site: Reach, { method, path, body, etag }: Asked, signal: AbortSignal): Promise<Answer> {
    for (let first = true; ; first = false) {
      const key = await keys.of(site, signal);
      const answer = await exchange(http, site.url.replace(/\/+$/, '') + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          accept: `${type}, application/json`,
          ...(body && { 'content-type': type }),
          ...(etag && { 'if-match': etag }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal,
      });
      if (answer.status !== 401 || !first || !keys.forget(site, key)) return without(key, answer);
    }
  }

  const at = (id: string) => `/Users/${encodeURIComponent(id)}`;

  async function list(site: Reach, query: Record<string, string>, signal: AbortSignal) {
    const answer = await ask(site, { method: 'GET', path: `/Users?${new URLSearchParams(query)}` }, signal);
    // Some say that nobody is found as if there were no such place.
    if (answer.status === 404 && query.filter && isScim(answer)) return { accounts: [], total: 0 };
    if (answer.status !== 200) throw troubleOf(answer, 'GET', answer.status === 404, clock);
    const { Resources: found = [], totalResults: total } = objectOf(answer.json);
    if (!Array.isArray(found) || typeof total !== 'number') throw new SiteTrouble('closed', say.notScim);
    return { accounts: found.flatMap((json) => fromUser(json) ?? []), total };
  }

  return {
    async get(site, id, signal) {
      const answer = await ask(site, { method: 'GET', path: at(id) }, signal);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw troubleOf(answer, 'GET', false, clock);
      const account = fromUser(answer.json, answer.headers.get('etag'));
      if (!account) throw new SiteTrouble('closed', say.notScim);
      return account;
    },

    async find(site, by, signal) {
      const parts = (Object.keys(by) as (keyof AccountFilter)[]).map(
        (k) => `${attribute[k]} eq ${JSON.stringify(by[k])}`,
      );
      const oneByOne = async () => {
        const found: Account[] = [];
        for (const filter of parts) found.push(...(await list(site, { filter }, signal)).accounts);
        return found;
      };
      const atOnce = async () => {
        const { accounts } = await list(site, { filter: parts.join(' or ') }, signal).catch((error) => {
          if (parts.length === 1 || !(error instanceof SiteTrouble) || error.kind !== 'refused') throw error;
          noOr.add(site.url);
          return { accounts: undefined };
        });
        return accounts ?? oneByOne();
      };
      const found = await (noOr.has(site.url) ? oneByOne() : atOnce());
      // One that does not know the filter may answer with everyone.
      return found.filter(({ state }) => same(state.externalId, by.externalId) || isSameEmail(state.email, by.email));
    },

    page: (site, from, count, signal) => list(site, { startIndex: String(from), count: String(count) }, signal),

    notAll: () => new SiteTrouble('closed', say.notAll),

    async create(site, state, signal) {
      const answer = await ask(site, { method: 'POST', path: '/Users', body: toUser(state) }, signal);
      if (answer.status !== 201 && answer.status !== 200) throw troubleOf(answer, 'POST', answer.status === 404, clock);
      const made = fromUser(answer.json, answer.headers.get('etag'));
      // Made, but as what? It is looked up by the id of ours that it carries.
      const account = made ?? (await this.find(site, { externalId: state.externalId }, signal))[0];
      if (!account) throw new SiteTrouble('closed', say.notScim);
      return account;
    },

    async change(site, { id, etag }, changes, state, signal) {
      const patch = { method: 'PATCH', path: at(id), body: toPatch(changes, state), etag } as const;
      let answer = await ask(site, patch, signal);
      // It does not know PATCH, which is optional.
      if (answer.status === 405 || answer.status === 501) {
        answer = await ask(site, { method: 'PUT', path: at(id), body: { ...toUser(state), id }, etag }, signal);
      }
      if (answer.status !== 200 && answer.status !== 204) throw troubleOf(answer, 'PATCH', false, clock);
      return { etag: fromUser(answer.json)?.etag ?? answer.headers.get('etag') };
    },

    async remove(site, { id, etag }, signal) {
      const answer = await ask(site, { method: 'DELETE', path: at(id), etag }, signal);
      if (answer.status === 404 || answer.status === 410) return;
      if (answer.status < 200 || answer.status > 299) throw troubleOf(answer, 'DELETE', false, clock);
    },
  };
}

/** What a site says of a refusal is shown to people, and kept: some repeat the token that they refuse. */
function without(key: string, answer: Answer): Answer {
  const { detail } = objectOf(answer.json);
  if (typeof detail !== 'string' || !detail.includes(key)) return answer;
  return { ...answer, json: { ...objectOf(answer.json), detail: detail.replaceAll(key, '…') } };
}

const same = (a: string | undefined, b: string | undefined) =>
  a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();

const isScim = ({ json }: Answer) => Array.isArray((json as { schemas?: unknown } | undefined)?.schemas);

/** @param isPlace it is the place of all users that is not there, not one user */
function troubleOf(answer: Answer, method: Request['method'], isPlace: boolean, clock: () => number): SiteTrouble {
  const { status } = answer;
  const { detail: given, scimType } = (answer.json ?? {}) as { detail?: unknown; scimType?: unknown };
  const detail = typeof given === 'string' ? oneLine(given) : undefined;
  const waitMs = waitOf(answer, clock);
  // A server in between may say that it had no answer, while the site is still at it.
  if (status >= 500) {
    const mayBeDone = method !== 'GET' && status !== 501;
    return new SiteTrouble('unreachable', say.broken(status, detail), { mayBeDone, retryAfterMs: waitMs });
  }
  if (status === 429) return new SiteTrouble('busy', say.busy, { retryAfterMs: waitMs });
  if (status === 401 || status === 403) return new SiteTrouble('closed', say.notLetIn(status, detail));
  if (isPlace) return new SiteTrouble('closed', say.noService(status));
  if (status === 404 || status === 410) return new SiteTrouble('gone', say.gone);
  if (status === 412) return new SiteTrouble('changed', say.changed);
  if (status === 409 || scimType === 'uniqueness') return new SiteTrouble('taken', say.taken);
  if (status < 300) return new SiteTrouble('closed', say.notScim);
  return new SiteTrouble('refused', say.refused(status, detail));
}

function waitOf({ headers }: Answer, clock: () => number): number | undefined {
  const ms = retryAfterMs(headers.get('retry-after'), clock());
  return ms === undefined ? undefined : Math.min(ms, longestWait);
}
