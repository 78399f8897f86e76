const timeoutMs = 5_000;
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
export function openKeys(metadataUrl: string, now: () => number = Date.now): Keys {
  let list: { at: number; ids: Promise<Map<string, boolean>> } | undefined;
  const fetched = (): Promise<Map<string, boolean>> => {
    const before = list;
    const ids = fetchKeys(metadataUrl);
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

async function fetchKeys(metadataUrl: string): Promise<Map<string, boolean>> {
  const { jwks_uri } = (await fetchJson(metadataUrl)) as { jwks_uri?: unknown };
  const { keys } = (await fetchJson(String(jwks_uri))) as { keys?: { kid?: unknown; endorsements?: unknown }[] };
  if (!Array.isArray(keys)) throw new KeysAway('no keys are there');
  return new Map(
    keys.map(({ kid, endorsements }) => [String(kid), Array.isArray(endorsements) && endorsements.includes('msteams')]),
  );
}

async function fetchJson(url: string): Promise<object> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Object(await response.json());
  } catch (error) {
    throw new KeysAway((error as Error).message);
  }
}
