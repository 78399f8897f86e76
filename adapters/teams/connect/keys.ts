import type { HttpClient } from '../../../src/lib/http-client.ts';

const timeoutMs = 5_000;
/** Microsoft's list of keys is some 50 kB. */
const maxBytes = 1_000_000;
/** How long the list of keys is good for, in milliseconds. */
const ttlMs = 24 * 60 * 60_000;
/** How often the list is fetched for a key that is not on it, at most, in milliseconds: anyone can name any key. */
const refetchMs = 60_000;

/** The list of keys can't be had now. */
export class KeysAway extends Error {}

export interface Keys {
  /**
   * Whether this key is one that may sign for Teams. The package lets a key without any endorsement sign for every channel.
   *
   * @throws KeysAway
   */
  signsForTeams(id: string): Promise<boolean>;
}

/** The keys that the OpenID metadata at this address leads to. */
export function openKeys(http: HttpClient, metadataUrl: string, now: () => number = Date.now): Keys {
  let list: { at: number; ids: Promise<Map<string, boolean>> } | undefined;
  const fetched = (): Promise<Map<string, boolean>> => {
    const before = list;
    const ids = fetchKeys(http, metadataUrl);
    list = { at: now(), ids };
    // An old list is better than none.
    ids.catch(() => {
      list = before;
    });
    return ids;
  };
  return {
    async signsForTeams(id) {
      const isFresh = (ms: number) => list !== undefined && list.at + ms > now();
      const known = await (isFresh(ttlMs) ? list?.ids : fetched());
      if (known?.has(id)) return known.get(id) === true;
      // Someone else may be fetching it already.
      return (await (isFresh(refetchMs) ? list?.ids : fetched()))?.get(id) === true;
    },
  };
}

async function fetchKeys(http: HttpClient, metadataUrl: string): Promise<Map<string, boolean>> {
  const { jwks_uri } = (await fetchJson(http, metadataUrl)) as { jwks_uri?: unknown };
  const { keys } = (await fetchJson(http, String(jwks_uri))) as { keys?: { kid?: unknown; endorsements?: unknown }[] };
  if (!Array.isArray(keys)) throw new KeysAway('no keys are there');
  return new Map(
    keys.map(({ kid, endorsements }) => [String(kid), Array.isArray(endorsements) && endorsements.includes('msteams')]),
  );
}

async function fetchJson(http: HttpClient, url: string): Promise<object> {
  try {
    const { status, body } = await http(url, { method: 'GET', maxBytes, signal: AbortSignal.timeout(timeoutMs) });
    if (status !== 200) throw new Error(`status ${status}`);
    return Object(JSON.parse(body.toString('utf8')));
  } catch (error) {
    throw new KeysAway((error as Error).message);
  }
}
