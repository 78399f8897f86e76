import { expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { useTeams } from './school.ts';

const school = useTeams(useDatabase());

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
