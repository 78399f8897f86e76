import { expect, test } from 'vitest';
import { consume, consumeEach, type Rate, refundEach } from '../../src/service/rate-limit.ts';
import { useDatabase } from '../kit/database.ts';

const { app } = useDatabase();
const two = { limit: 2, perMs: 60_000 } satisfies Rate;
const one = { limit: 1, perMs: 60_000 } satisfies Rate;

test('a try that one limit refuses counts for none of those that come after it', async () => {
  const each = [
    { name: 'first', who: 'a', rate: two },
    { name: 'second', who: 'b', rate: one },
    { name: 'third', who: 'c', rate: one },
  ];
  expect(await consumeEach(app(), each)).toBeUndefined();
  await refundEach(app(), [{ name: 'third', who: 'c', times: 1 }]);
  expect(await consumeEach(app(), each)).toMatchObject({ name: 'second', refusal: { code: 'too-many-tries' } });
  await consume(app(), 'third', 'c', one);
  // The first of them was counted each time.
  expect(await consumeEach(app(), each)).toMatchObject({ name: 'first' });
});

test('of many at one moment as many are let through as may be, and none waits for another for ever', async () => {
  const names = ['many', 'other', 'last'];
  const each = names.map((name) => ({ name, who: 'd', rate: { ...two, limit: 5 } }));
  const tried = await Promise.all(Array.from({ length: 20 }, () => consumeEach(app(), each)));
  expect(tried.filter((over) => over === undefined)).toHaveLength(5);
  await Promise.all(
    names.map(() =>
      refundEach(
        app(),
        names.map((name) => ({ name, who: 'd', times: 1 })),
      ),
    ),
  );
});
