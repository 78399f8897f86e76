import { expect, test } from 'vitest';
import { auditEvents } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);

const amina = () => school.as('coordinator');
const own = () => school.direct('coordinator');
const audited = async () => (await database.db.select().from(auditEvents)).length;

test('a message that Teams delivers again is answered once', async () => {
  const delivery = await amina().type('whoami', own());
  await school.settled();
  const before = amina().sees(own()).length;
  expect((await amina().redeliver(delivery)).status).toBe(200);
  await school.settled();
  expect(amina().sees(own())).toHaveLength(before);
});

test('a press that is delivered again, at once or later, does it once', async () => {
  const question = await school.next('coordinator', () =>
    amina().type('suspend jose.alvarez@riverside.example', own()),
  );
  const before = await audited();
  const delivery = await amina().press(question, 'Suspend');
  await Promise.all([amina().redeliver(delivery), amina().redeliver(delivery)]);
  await school.settled();
  await amina().redeliver(delivery);
  await school.settled();
  expect((await audited()) - before).toBe(1);
});

test('a form that is delivered again adds its people once, and is answered', async () => {
  const later = await school.next('coordinator', () => amina().type('add', own()));
  await amina().press(later, 'Open the form');
  amina().fill({
    'people.0.firstName': 'Nora',
    'people.0.lastName': 'Lind',
    'people.0.email': 'nora.lind@riverside.example',
    'people.0.sites': 'hub',
  });
  const before = await audited();
  const delivery = await amina().submit();
  await school.settled();
  const after = await audited();
  expect(after).toBeGreaterThan(before);
  const again = await amina().redeliver(delivery);
  await school.settled();
  expect(again.status).toBe(200);
  expect(await audited()).toBe(after);
  expect(
    amina()
      .sees(own())
      .filter((m) => wordsIn(m).includes('Nora Lind')),
  ).toHaveLength(1);
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
