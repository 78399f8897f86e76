import { isDeepStrictEqual } from 'node:util';
import { openCache } from '../../../src/lib/cache.ts';
import type { Changes } from '../../../src/lib/changes.ts';
import type { Json } from '../../../src/lib/json.ts';

/** Keeps how conversations are reached; `content` comes back as it was given. */
export interface References {
  save(workspace: string, peer: string, content: Json): Promise<void>;
  find(workspace: string, peer: string): Promise<Json | undefined>;
  forget(workspace: string, peer: string): Promise<void>;
}

/** How a conversation, or a person, is reached later. */
export interface Peer {
  /** Where its messages go: an address is good for its conversations alone. */
  serviceUrl: string;
  conversation?: string;
  /** What Teams calls the person towards this bot. */
  user?: string;
  team?: { id: string; name?: string };
  name?: string;
  kind?: 'channel' | 'private' | 'shared' | 'group';
}

/** The person by their Entra id; the channel by its id, without that of a thread in it. */
export const personPeer = (aadObjectId: string) => `person:${aadObjectId}`;
export const channelPeer = (channel: string) => `channel:${channel}`;
/** For whoever is not known yet. */
export const tenantPeer = 'tenant';

/** What is kept, and cached for a while: most of what comes in changes nothing of it. */
export interface Memory {
  /** Notes what is known now beside what was known before. */
  note(tenant: string, peer: string, content: Peer): Promise<void>;
  find(tenant: string, peer: string): Promise<Peer | undefined>;
  forget(tenant: string, peer: string): Promise<void>;
}

/** More than talk to it in an hour, even at a large school. */
const maxPeers = 2_000;
/** How long what is cached is taken for true, in milliseconds; sooner when another copy of the program learns something else. */
const ttlMs = 10 * 60_000;

/**
 * @param changes of what is kept, by the workspace and the peer with a space between
 * @param answersTo whether we write to this address: what was kept under other settings may lead elsewhere
 */
export function openMemory(references: References, changes: Changes, answersTo: (url: unknown) => boolean): Memory {
  const cached = openCache<Peer | undefined>({ max: maxPeers, ttlMs, changes });
  /** What is being noted: whoever looks for it meanwhile waits. */
  const noting = new Map<string, Promise<void>>();
  const look = (tenant: string, peer: string): Promise<Peer | undefined> =>
    cached.get(`${tenant} ${peer}`, async () => {
      const found = (await references.find(tenant, peer)) as unknown as Peer | undefined;
      return found && answersTo(found.serviceUrl) ? found : undefined;
    });
  const write = async (tenant: string, peer: string, content: Peer) => {
    const before = await look(tenant, peer);
    const after = { ...before, ...content };
    if (isDeepStrictEqual(before, after)) return;
    await references.save(tenant, peer, after as unknown as Json);
    cached.forget(`${tenant} ${peer}`);
  };
  return {
    async find(tenant, peer) {
      await noting.get(`${tenant} ${peer}`)?.catch(() => {});
      return look(tenant, peer);
    },
    note(tenant, peer, content) {
      const key = `${tenant} ${peer}`;
      const noted = (noting.get(key) ?? Promise.resolve())
        .catch(() => {})
        .then(() => write(tenant, peer, content))
        .finally(() => {
          if (noting.get(key) === noted) noting.delete(key);
        });
      noting.set(key, noted);
      return noted;
    },
    async forget(tenant, peer) {
      // What takes us away is noted first, as all that comes in.
      await noting.get(`${tenant} ${peer}`)?.catch(() => {});
      await references.forget(tenant, peer);
      cached.forget(`${tenant} ${peer}`);
    },
  };
}
