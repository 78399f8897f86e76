import { expect, test } from 'vitest';
import { Adapter } from '../../../adapters/teams/connect/adapter.ts';
import { KeysAway, openKeys } from '../../../adapters/teams/connect/keys.ts';
import { openMemory, type Peer, type References } from '../../../adapters/teams/connect/references.ts';
import { microsofts, serviceHosts, trustOf } from '../../../adapters/teams/connect/trust.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import { alone } from '../../kit/changes.ts';
import { listen } from '../../kit/listen.ts';

/** Keys under an address: which there are, and what holds the answer up. */
async function keyServer(ids: () => string[]) {
  let fetched = 0;
  let open: (() => void) | undefined;
  let gate = Promise.resolve();
  const { url, close } = await listen(async (req, res) => {
    const isList = req.url === '/keys';
    if (isList) fetched += 1;
    await gate;
    const keys = ids().map((kid) => ({ kid, endorsements: ['msteams'] }));
    res.end(JSON.stringify(isList ? { keys } : { jwks_uri: `${url}/keys` }));
  });
  return {
    url: `${url}/openid`,
    fetched: () => fetched,
    hold() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => open?.(),
    close,
  };
}

test('a new key is taken from all who come with it at once, and fetched once', async () => {
  let now = 0;
  let ids = ['old'];
  const server = await keyServer(() => ids);
  const keys = openKeys(httpClient({ home: true }), server.url, () => now);
  expect(await keys.signsForTeams('old')).toBe(true);
  ids = ['old', 'new'];
  // Not within a minute: anyone can name any key.
  expect(await keys.signsForTeams('new')).toBe(false);
  expect(server.fetched()).toBe(1);
  now += 61_000;
  server.hold();
  const answers = Promise.all(['new', 'new', 'old', 'none'].map((id) => keys.signsForTeams(id)));
  server.release();
  expect(await answers).toEqual([true, true, true, false]);
  expect(server.fetched()).toBe(2);
  await server.close();
});

test('ASVS 9.1.3: keys that can’t be fetched are asked for again, and the old ones stay good for their day', async () => {
  let now = 0;
  const server = await keyServer(() => ['old']);
  const keys = openKeys(httpClient({ home: true }), server.url, () => now);
  expect(await keys.signsForTeams('old')).toBe(true);
  await server.close();
  now += 61_000;
  await expect(Promise.all([keys.signsForTeams('new'), keys.signsForTeams('new')])).rejects.toThrow(KeysAway);
  expect(await keys.signsForTeams('old')).toBe(true);
});

test('ASVS 15.3.2: an answer of the connector that leads elsewhere is not followed', async () => {
  const seen: unknown[] = [];
  const server = await listen((req, res) => {
    seen.push(req.url);
    res.writeHead(302, { location: '/elsewhere' }).end();
  });
  const keys = { appId: 'a', password: 'b', tenant: 'c', trustUrl: `${server.url}/openid` };
  const { conversations } = await new Adapter(trustOf(keys)).connector(server.url);
  await expect(conversations.getConversationMember('a:1', '29:1')).rejects.toThrow();
  expect(seen).toEqual(['/v3/conversations/a%3A1/members/29%3A1']);
  await server.close();
});

test('what is forgotten while it is being noted stays forgotten', async () => {
  const stored = new Map<string, Peer>();
  const references: References = {
    async save(_, peer, content) {
      await new Promise(setImmediate);
      stored.set(peer, content as unknown as Peer);
    },
    find: async (_, peer) => stored.get(peer) as never,
    async forget(_, peer) {
      stored.delete(peer);
    },
  };
  const memory = openMemory(references, alone, () => true);
  const noted = memory.note('t', 'person:x', { serviceUrl: 'https://smba.trafficmanager.net/', conversation: 'a:1' });
  await memory.forget('t', 'person:x');
  await noted;
  expect(stored.size).toBe(0);
  expect(await memory.find('t', 'person:x')).toBeUndefined();
});

test('an address that was kept under other settings is not written to', async () => {
  const kept: Record<string, Peer> = {
    tests: { serviceUrl: 'http://127.0.0.1:4000/' },
    real: { serviceUrl: 'https://smba.trafficmanager.net/emea/' },
  };
  const references: References = {
    find: async (_, peer) => kept[peer] as never,
    save: async () => {},
    forget: async () => {},
  };
  const memory = openMemory(references, alone, microsofts(serviceHosts, false));
  expect(await memory.find('t', 'tests')).toBeUndefined();
  expect(await memory.find('t', 'real')).toEqual(kept.real);
});
