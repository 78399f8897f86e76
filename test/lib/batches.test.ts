import { expect, test } from 'vitest';
import { batches } from '../../src/lib/batches.ts';

/** What is run, and lets each batch end by hand. */
function byHand(atOnce: number) {
  const begun: { items: number[]; end: () => void; fail: () => void }[] = [];
  const ask = batches<number, string>(
    (items) =>
      new Promise((resolve, reject) => {
        begun.push({ items, end: () => resolve(items.map(String)), fail: () => reject(new Error('failed')) });
      }),
    { atOnce, most: 3 },
  );
  return { begun, ask };
}

test('who comes alone goes at once, and who comes meanwhile together, each with their own answer', async () => {
  const { begun, ask } = byHand(1);
  const all = [1, 2, 3].map((n) => ask(n));
  expect(begun.map(({ items }) => items)).toEqual([[1]]);
  begun[0]?.end();
  await all[0];
  expect(begun.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  begun[1]?.end();
  expect(await Promise.all(all)).toEqual(['1', '2', '3']);
});

test('what is given up before its turn is never done, and the others are', async () => {
  const { begun, ask } = byHand(1);
  const [one, two] = [new AbortController(), new AbortController()];
  const first = ask(1);
  const [late, kept] = [ask(2, one.signal), ask(3, two.signal)];
  one.abort();
  begun[0]?.end();
  await first;
  await expect(late).rejects.toThrow('aborted');
  expect(begun.map(({ items }) => items)).toEqual([[1], [3]]);
  const alone = ask(4, two.signal);
  two.abort();
  begun[1]?.end();
  expect(await kept).toBe('3');
  await expect(alone).rejects.toThrow('aborted');
  expect(begun).toHaveLength(2);
  // Nothing waits for those who went.
  const after = ask(5);
  begun[2]?.end();
  expect(await after).toBe('5');
});

test('no more go together than may, and the others after them', async () => {
  const { begun, ask } = byHand(1);
  const all = [1, 2, 3, 4, 5, 6].map((n) => ask(n));
  for (const i of [0, 1, 2]) {
    begun[i]?.end();
    await all[3 * i];
  }
  expect(begun.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5, 6]]);
  expect(await Promise.all(all)).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('a batch that fails is all of its own, and of nobody after it', async () => {
  const { begun, ask } = byHand(2);
  const all = [1, 2, 3, 4].map((n) => ask(n));
  expect(begun.map(({ items }) => items)).toEqual([[1], [2]]);
  begun[0]?.end();
  await all[0];
  begun[2]?.fail();
  begun[1]?.end();
  expect(await Promise.allSettled(all)).toMatchObject([
    { value: '1' },
    { value: '2' },
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  const after = ask(5);
  begun[3]?.end();
  expect(await after).toBe('5');
});
