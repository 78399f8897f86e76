import { expect, test } from 'vitest';
import { deliveries } from '../../../db/schema/index.ts';
import { purgeExpired } from '../../../src/service/purge-expired.ts';
import { registerDelivery } from '../../../src/service/workspaces/deliveries.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';

const clock = testClock();
const database = useDatabase();
const app = database.app(clock);

test('of many deliveries of the same, one is the first', async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, () => registerDelivery(app, 'slack:Ev1')));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await registerDelivery(app, 'slack:Ev2')).toBe(true);
  expect(await registerDelivery(app, `slack:${'x'.repeat(100_000)}`)).toBe(true);
});

test('what came to nothing may come again', async () => {
  await app.db
    .transaction(async (tx) => {
      expect(await registerDelivery({ ...app, db: tx }, 'slack:Ev3')).toBe(true);
      throw new Error('the effect failed');
    })
    .catch(() => {});
  expect(await registerDelivery(app, 'slack:Ev3')).toBe(true);
});

test('it is remembered for a day', async () => {
  clock.advance(23 * 3_600_000);
  await purgeExpired(app);
  expect(await registerDelivery(app, 'slack:Ev1')).toBe(false);
  clock.advance(2 * 3_600_000);
  await purgeExpired(app);
  expect(await app.db.select().from(deliveries)).toEqual([]);
  expect(await registerDelivery(app, 'slack:Ev1')).toBe(true);
});
