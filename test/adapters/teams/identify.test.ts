import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Authenticated } from '../../../adapters/teams/connect/adapter.ts';
import { openIdentify } from '../../../adapters/teams/connect/identify.ts';
import type { Incoming } from '../../../adapters/teams/connect/incoming.ts';

const anHour = 3_600_000;
const token = { authorization: 'Bearer a.b.c', key: 'listed', endsAt: anHour };
const from = (serviceUrl: string) => ({ channelId: 'msteams', serviceUrl }) as Incoming;
const emea = from('https://smba.trafficmanager.net/emea/');

function opened() {
  const seen: string[] = [];
  const listed = new Set(['listed']);
  const at = { now: 0, isGood: true, hangs: false };
  const adapter = {
    authenticate: async ({ serviceUrl }: { serviceUrl: string }, authorization: string) => {
      seen.push(`${authorization} ${serviceUrl}`);
      if (at.hangs) await new Promise(() => {});
      if (!at.isGood) throw Object.assign(new Error('no'), { name: 'JsonWebTokenError' });
      return {} as Authenticated;
    },
  };
  const identify = openIdentify({
    adapter,
    keys: { signsForTeams: async (id) => listed.has(id) },
    log: pino({ level: 'silent' }),
    now: () => at.now,
    timeoutMs: 50,
  });
  return { identify, seen, listed, at };
}

test('a good token is looked at once', async () => {
  const { identify, seen } = opened();
  const first = await identify(emea, token);
  expect(await identify(emea, token)).toBe(first);
  expect(seen).toHaveLength(1);
});

test('anew for another address, and for another token', async () => {
  const { identify, seen } = opened();
  await identify(emea, token);
  await identify(from('https://smba.trafficmanager.net/amer/'), token);
  await identify(emea, { ...token, authorization: 'Bearer a.b.d' });
  expect(new Set(seen).size).toBe(3);
});

test('one that is not good is looked at each time', async () => {
  const { identify, seen, at } = opened();
  at.isGood = false;
  await expect(identify(emea, token)).rejects.toThrow('not good (JsonWebTokenError)');
  await expect(identify(emea, token)).rejects.toThrow('not good');
  at.isGood = true;
  await identify(emea, token);
  expect(seen).toHaveLength(3);
});

test('one over which Microsoft is silent is looked at anew by whoever comes next', async () => {
  const { identify, seen, at } = opened();
  at.hangs = true;
  await expect(identify(emea, token)).rejects.toMatchObject({ status: 503 });
  at.hangs = false;
  const found = await identify(emea, token);
  expect(await identify(emea, token)).toBe(found);
  expect(seen).toHaveLength(2);
});

test('once it has ended it is looked at again, whatever was found before', async () => {
  const { identify, seen, at } = opened();
  await identify(emea, token);
  at.now = anHour;
  await identify(emea, token);
  at.isGood = false;
  await expect(identify(emea, token)).rejects.toThrow('not good');
  expect(seen).toHaveLength(3);
});

test('whether its key signs for Teams is asked each time', async () => {
  const { identify, seen, listed } = opened();
  await identify(emea, token);
  listed.delete('listed');
  await expect(identify(emea, token)).rejects.toThrow('does not sign for Teams');
  expect(seen).toHaveLength(1);
});
