import { expect, test } from 'vitest';
import { openCache } from '../../src/lib/cache.ts';

/** A cache with a clock of its own, what was looked up in it, and what it hears of other copies. */
function started(max = 10, ttlMs = 100) {
  const looked: string[] = [];
  let now = 1;
  let hear: (key?: string) => void = () => {};
  const others = { current: true };
  const cache = openCache<string>({
    max,
    ttlMs,
    now: () => now,
    changes: {
      current: () => others.current,
      subscribe(heard) {
        hear = heard;
      },
      announce: async () => {},
    },
    restsOn: (key, changed) => key.startsWith(changed),
  });
  return {
    looked,
    cache,
    others,
    hear: (key?: string) => hear(key),
    wait: (ms: number) => {
      now += ms;
    },
    get: (key: string) =>
      cache.get(key, async () => {
        looked.push(key);
        return key.toUpperCase();
      }),
  };
}

test('what is asked for twice is looked up once, until it is too old', async () => {
  const { looked, get, wait } = started();
  expect(await Promise.all([get('a'), get('a')])).toEqual(['A', 'A']);
  wait(100);
  await get('a');
  expect(looked).toEqual(['a']);
  wait(1);
  await get('a');
  expect(looked).toEqual(['a', 'a']);
});

test('a failure is told to all who wait for it, and not kept', async () => {
  const { cache, get } = started();
  const failing = () => Promise.reject(new Error('away'));
  const both = await Promise.allSettled([cache.get('a', failing), cache.get('a', failing)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await get('a')).toBe('A');
});

test('no more is kept than there is room for, and what is meant is forgotten', async () => {
  const { looked, cache, get } = started(2);
  for (const key of ['a1', 'b', 'a2', 'b']) await get(key);
  cache.forget('a');
  for (const key of ['b', 'a2']) await get(key);
  expect(looked).toEqual(['a1', 'b', 'a2', 'a2']);
});

test('what another copy has learnt is forgotten, also where it is being looked up; everything, where anything may have changed', async () => {
  const { looked, cache, get, hear } = started();
  await get('a');
  let found: (value: string) => void = () => {};
  const old = cache.get(
    'b',
    () =>
      new Promise((resolve) => {
        found = resolve;
      }),
  );
  hear('b');
  found('old');
  expect(await old).toBe('old');
  expect(await get('b')).toBe('B');
  hear();
  await get('a');
  expect(looked).toEqual(['a', 'b', 'a']);
});

test('while nothing is heard of other copies, what was looked up is good for a second', async () => {
  const { looked, get, wait, others } = started(10, 60_000);
  await get('a');
  wait(50_000);
  await get('a');
  expect(looked).toEqual(['a']);
  others.current = false;
  await get('a');
  wait(1_000);
  await get('a');
  expect(looked).toEqual(['a', 'a']);
  wait(1);
  await get('a');
  expect(looked).toEqual(['a', 'a', 'a']);
});
