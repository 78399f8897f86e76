import { describe, expect, test } from 'vitest';
import { auditEvents } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { actionsIn } from './fake/client/words.ts';
import type { FakeClient } from './fake/index.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);

const email = 'amina.rahman@riverside.example';
const amina = () => school.as('coordinator');

/** Someone whose e-mail is the coordinator's, and who is in every conversation. */
function impostor(values: {
  guest?: boolean;
  otherTenant?: boolean;
  inRoster?: boolean;
  bot?: boolean;
}): [string, FakeClient] {
  const { id } = school.teams.addPerson({ name: 'Amina Rahman', email, ...values });
  for (const { members, kind } of school.teams.conversations.values()) if (kind !== 'personal') members.push(id);
  return [id, school.teams.as(id)];
}

const kinds: [string, Parameters<typeof impostor>[0]][] = [
  ['a guest', { guest: true }],
  ['someone of another organisation', { otherTenant: true }],
  ['someone whom the roster does not know', { inRoster: false }],
  ['a bot', { bot: true }],
];

const audited = async () => (await database.db.select().from(auditEvents)).length;

/** The question whether to suspend someone, and the data of its Yes. */
async function question() {
  const card = await school.next('coordinator', () =>
    amina().type('suspend jose.alvarez@riverside.example', school.direct('coordinator')),
  );
  const data = actionsIn(card.card).find((a) => a.title === 'Suspend')?.data;
  expect(data).toBeDefined();
  return data;
}

describe.each(kinds)('%s', (_, values) => {
  test('reads nothing and changes nothing: typed, pressed, sent, searched', async () => {
    const [, client] = impostor(values);
    const data = await question();
    const { approvals } = school.channel;
    const message = amina().last(school.direct('coordinator'));
    const events = await audited();
    await client.type('show Ben Okafor', approvals);
    await client.pressData({ ...message, conversationId: approvals }, data, 'execute', 'staffroom');
    await client.pressData({ ...message, conversationId: approvals }, data, 'submit');
    await client.pressData(
      { ...message, conversationId: approvals },
      { staffroom: { verb: 'add', step: 'form' } },
      'fetch',
    );
    await client.submitData(
      { staffroom: { verb: 'suspend', step: 'submit' }, staffroomForm: {}, person: 'jose.alvarez@riverside.example' },
      approvals,
    );
    await school.settled();
    expect(await audited()).toBe(events);
    const seen = [
      ...client.toast,
      wordsIn(client.dialog()),
      ...client
        .sees(approvals)
        .filter((m) => m.fromBot)
        .map(wordsIn),
    ];
    expect(seen.join('\n')).not.toMatch(/ben\.okafor|José/);
    // They can't have the app.
    expect(seen.join('\n')).not.toContain('Add Staffroom');
  });

  test('finds nobody', async () => {
    const [id] = impostor(values);
    const activity = school.teams.activity(id, school.channel.approvals, {
      type: 'invoke',
      name: 'application/search',
      value: { kind: 'search', queryText: 'ben', queryOptions: { skip: 0, top: 15 }, dataset: 'people' },
    });
    const { status, body } = await school.teams.post(activity);
    expect({ status, body: JSON.stringify(body) }).toMatchObject({ status: 200 });
    expect(JSON.stringify(body)).not.toContain('Ben');
  });
});

describe('identity', () => {
  test('is of whoever presses, whatever the button says', async () => {
    const data = await question();
    const ben = school.as('teacher');
    const message = ben.last(await ownOf('teacher'));
    await ben.pressData({ id: message.id, conversationId: school.direct('teacher') }, data, 'submit');
    await ben.submitData(
      { ...(data as object), staffroomForm: {}, person: 'jose.alvarez@riverside.example' },
      school.direct('teacher'),
    );
    await school.settled();
    expect(wordsIn(ben.last(school.direct('teacher')))).not.toContain('José');
    const shown = await school.next('coordinator', () =>
      amina().type('show jose.alvarez@riverside.example', school.direct('coordinator')),
    );
    expect(wordsIn(shown)).toContain('Active');
  });

  test('the message that a dialog names is changed in the own chat alone', async () => {
    const ben = school.as('teacher');
    const hers = amina().last(school.direct('coordinator'));
    await ben.submitData(
      { staffroom: { verb: 'whoami', step: 'run' }, staffroomForm: {}, staffroomOrigin: { message: hers.id } },
      school.direct('teacher'),
    );
    await school.settled();
    expect(
      amina()
        .sees(school.direct('coordinator'))
        .find((m) => m.id === hers.id)?.edited,
    ).toBe(hers.edited);
  });
});

async function ownOf(who: 'teacher'): Promise<string> {
  await school.as(who).type('whoami', school.direct(who));
  await school.settled();
  return school.direct(who);
}

test('nothing is done in a channel that other organisations are in too', async () => {
  const { id } = school.teams.addChannel({ name: 'with-others', members: Object.values(school.id), shared: true });
  const before = await audited();
  await amina().type('show Ben Okafor', id);
  await amina().type('settings channel:here', id);
  await school.settled();
  expect(await audited()).toBe(before);
  for (const { fromBot, words } of amina().sees(id)) if (fromBot) expect(words.join(' ')).not.toContain('Ben');
  expect(wordsIn(amina().last(school.direct('coordinator')))).toMatch(/other organisations|own chat/);
});

test('who someone is, is asked once in a while only', async () => {
  const asks = () => school.teams.calls.filter(({ path }) => path.includes('/members/')).length;
  await amina().type('whoami', school.direct('coordinator'));
  const before = asks();
  await amina().type('whoami', school.direct('coordinator'));
  await school.settled();
  expect(asks()).toBe(before);
});

test('where Teams can’t say who it is nothing is done, and the person reads so', async () => {
  const { id } = school.teams.addPerson({ name: 'Nia', email: 'joseph.mwangi@riverside.example' });
  const nia = school.teams.as(id);
  school.teams.fail(/GET .*members/, { status: 503, retryAfter: 60 });
  await nia.type('whoami', school.teams.direct(id));
  await school.settled();
  expect(wordsIn(nia.last(school.teams.direct(id)))).toContain('Teams could not say who you are');
  await nia.type('whoami', school.teams.direct(id));
  await school.settled();
  expect(wordsIn(nia.last(school.teams.direct(id)))).toContain('joseph.mwangi');
});
