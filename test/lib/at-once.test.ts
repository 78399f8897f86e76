import { expect, test } from 'vitest';
import { atOnce, atOnceEach, Full } from '../../src/lib/at-once.ts';

test('ASVS 15.2.2: so many at once, so many wait in their order, the others are refused; what fails gives its place', async () => {
  const run = atOnce({ atOnce: 2, waiting: 2 });
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) =>
    run(async () => {
      log.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      if (name === 'b') throw new Error('b fails');
    }).catch((error: Error) => log.push(error instanceof Full ? `${name} full` : error.message));
  const all = ['a', 'b', 'c', 'd', 'e'].map(work);
  await all[4];
  expect(log).toEqual(['a', 'b', 'e full']);
  for (const name of ['b', 'c', 'a', 'd']) {
    ends.get(name)?.();
    await new Promise(setImmediate);
  }
  await Promise.all(all);
  expect(log).toEqual(['a', 'b', 'e full', 'c', 'b fails', 'd']);
});

test('one has no part in what another takes', async () => {
  const run = atOnceEach({ atOnce: 1, waiting: 0 });
  let end = () => {};
  const first = run('a', () => new Promise<void>((resolve) => (end = resolve)));
  await expect(run('a', async () => {})).rejects.toThrow(Full);
  await run('b', async () => {});
  end();
  await first;
  await run('a', async () => {});
});
