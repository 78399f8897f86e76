import { expect, test } from 'vitest';
import { openCache } from '../../src/lib/cache.ts';

/** A cache with a clock of its own, and what was looked up in it. */
function started(max = 10) {
  const looked: string[] = [];
  let now = 1;
  const cache = openCache<string>({ max, ttlMs: 100, now: () => now });
  return {
    looked,
    cache,
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
  cache.forget((key) => key.startsWith('a'));
  for (const key of ['b', 'a2']) await get(key);
  expect(looked).toEqual(['a1', 'b', 'a2', 'a2']);
});
