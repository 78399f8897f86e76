import { isNotNull } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { usualPace } from '../../../adapters/teams/context.ts';
import { deliveries } from '../../../db/schema/index.ts';
import type { Json } from '../../../src/lib/json.ts';
import { useDatabase } from '../../kit/database.ts';
import { useTeams } from './school.ts';

const database = useDatabase();
/** All that comes counts as long: what only reads and is soon answered is answered as often as it comes (`ready.test.ts`). */
const school = useTeams(database, { pace: { ...usualPace, keepAfterMs: 0 } });

const amina = () => school.as('coordinator');
const own = () => school.direct('coordinator');

test('a message that Teams delivers again is answered once', async () => {
  const delivery = await amina().type('whoami', own());
  await school.settled();
  const before = amina().sees(own()).length;
  expect((await amina().redeliver(delivery)).status).toBe(200);
  await school.settled();
  expect(amina().sees(own())).toHaveLength(before);
});

test('a press in a channel that is delivered again gets a harmless answer', async () => {
  const { approvals } = school.channel;
  await amina().type('help', approvals);
  await school.settled();
  await school.adapter.chat.post(
    { workspace: school.teams.tenantId, channel: approvals },
    { title: 'For all', buttons: [{ label: 'My account', action: { verb: 'whoami', step: 'run' } }] },
  );
  const delivery = await amina().press(amina().last(approvals), 'My account');
  await school.settled();
  const before = amina().sees(own()).length;
  const again = await amina().redeliver(delivery);
  await school.settled();
  expect(again).toMatchObject({ status: 200, body: { value: 'Staffroom has this already.' } });
  expect(amina().sees(own())).toHaveLength(before);
});

test('the app that is added greets once', async () => {
  const deliveries = await amina().install();
  await school.settled();
  const before = amina().sees(own()).length;
  for (const delivery of deliveries) await amina().redeliver(delivery);
  await school.settled();
  expect(amina().sees(own())).toHaveLength(before);
});

test.each([
  ['is said later', { status: 429, retryAfter: 60 }, 1],
  ['is not said again where it may have arrived', { status: 502 }, 0],
])('the greeting of a team that Teams does not take %s', async (_, how, later) => {
  const { general } = school.channel;
  const greetings = () =>
    amina()
      .sees(general)
      .filter(({ words }) => words.join().includes('Staffroom is here')).length;
  const left = () => database.db.$count(deliveries, isNotNull(deliveries.payload));
  const before = greetings();
  school.teams.fail(/POST .*\/activities/, how);
  const [, update] = await school.teams.install(general, school.id.coordinator);
  await school.settled();
  await school.inbox.settled();
  expect([greetings() - before, await left()]).toEqual([0, later]);
  if (!update || later === 0) return;
  await school.adapter.carryOut(update.activity as Json, Date.now());
  await school.inbox.settled();
  expect([greetings() - before, await left()]).toEqual([1, 0]);
});
