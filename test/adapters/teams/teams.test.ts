import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);

const amina = () => school.as('coordinator');
const own = () => school.direct('coordinator');
const typed = (text: string) => school.next('coordinator', () => amina().type(text, own()));

describe('commands', () => {
  test.each([
    'show ben.okafor@riverside.example',
    '/staff show ben.okafor@riverside.example',
    'staff show Ben Okafor',
    '/show Ben Okafor',
  ])('%s, in the own chat', async (line) => {
    expect(wordsIn(await typed(line))).toContain('ben.okafor@riverside.example');
  });

  test('by mention in a channel: the answer comes in the own chat, and the channel hears no more than that', async () => {
    const { approvals } = school.channel;
    const before = amina().sees(approvals).length;
    const answer = await school.next('coordinator', () => amina().type('show Ben Okafor', approvals));
    expect(wordsIn(answer)).toContain('ben.okafor@riverside.example');
    const said = amina()
      .sees(approvals)
      .slice(before)
      .filter((m) => m.fromBot);
    expect(said.map(wordsIn)).toEqual(['The answer is in your own chat with Staffroom.\n']);
  });

  test('knows a mention by the e-mail of whom it names', async () => {
    const answer = await school.next('coordinator', () =>
      amina().type('show @Ben Okafor', school.channel.approvals, { mentions: [school.id.teacher] }),
    );
    expect(wordsIn(answer)).toContain('ben.okafor@riverside.example');
  });

  test('whoever wrote is told, not whoever reads along', async () => {
    await amina().type('whoami', school.channel.chat);
    await school.settled();
    for (const { fromBot, words } of school.as('teacher').sees(school.channel.chat)) {
      if (fromBot) expect(words.join(' ')).not.toContain('Amina');
    }
  });
});

const dialog = () => {
  const open = amina().dialog();
  if (!open) throw new Error('no dialog is open');
  return open;
};

describe('forms', () => {
  test('search people as one types', async () => {
    const card = await typed('transfer');
    await amina().press(card, 'Open the form');
    const [found] = await amina().suggest('people', 'jose');
    expect(found?.title).toBe('José Álvarez – jose.alvarez@riverside.example');
    expect(await amina().suggest('people', 'zzzz')).toEqual([]);
  });

  test('open at once from a command of the message extension, and answer in the own chat', async () => {
    await amina().action('staff-add', { context: 'compose', conversationId: school.channel.approvals });
    expect(dialog().title).toBe('Add people');
    amina().fill({
      'people.0.firstName': 'Ola',
      'people.0.lastName': 'Nordmann',
      'people.0.email': 'ola.nordmann@riverside.example',
      'people.0.sites': 'hub',
    });
    const answer = await school.next('coordinator', () => amina().submit());
    expect(dialog().message).toBe('The answer is in your own chat with Staffroom.');
    expect(wordsIn(answer)).toContain('Ola Nordmann');
  });

  test('on a message the command is about whoever wrote it', async () => {
    await school.as('teacher').type('I leave on Friday', school.channel.approvals, { mentionBot: false });
    const message = amina().last(school.channel.approvals);
    await amina().action('staff-show', { context: 'message', message });
    expect(wordsIn(dialog())).toContain('ben.okafor@riverside.example');
  });

  test('on a message where the bot is not the form asks whom it is about', async () => {
    const { id } = school.teams.addGroupChat({ members: Object.values(school.id), botIn: false });
    await school.as('teacher-2').type('I leave on Friday', id, { mentionBot: false });
    await amina().action('staff-show', { context: 'message', message: amina().last(id) });
    const [found] = await amina().suggest('person', 'ben okafor');
    expect(found?.title).toContain('Ben Okafor');
  });

  test('from a chat of two people, nobody hears but the one who asks', async () => {
    const theirs = school.direct('admin');
    const conversation = {
      id: '19:one_two@unq.gbl.spaces',
      conversationType: 'personal',
      tenantId: school.teams.tenantId,
    };
    const from = (name: string, value: object) => ({
      ...school.teams.activity(school.id.admin, theirs, { type: 'invoke', name, value }),
      conversation,
    });
    const opened = await school.teams.post(
      from('composeExtension/fetchTask', { commandId: 'staff-list', commandContext: 'compose' }),
    );
    expect(JSON.stringify(opened.body)).toContain('Search people');
    const data = { staffroom: { verb: 'export', step: 'run' } };
    const before = school.as('admin').sees(theirs).length;
    await school.teams.post(from('composeExtension/submitAction', { commandId: 'staff-list', data }));
    await school.settled();
    expect(school.as('admin').sees(theirs).length).toBeGreaterThan(before);
    expect(school.teams.calls.some(({ method, path }) => method === 'POST' && path.includes('unq.gbl.spaces'))).toBe(
      false,
    );
    // Nor does what is sent later go there.
    await school.adapter.chat.post({ workspace: school.teams.tenantId, person: school.id.admin }, { title: 'Later' });
    expect(wordsIn(school.as('admin').last(theirs))).toContain('Later');
  });

  test('a command where the bot is not is answered by the own chat’s word', async () => {
    await amina().action('staff-add', { context: 'compose', conversationId: school.channel.staff });
    expect(dialog().title).toBe('Add people');
  });
});

describe('cards', () => {
  test('take the place of the one with the pressed button', async () => {
    const question = await typed('suspend jose.alvarez@riverside.example');
    const count = amina().sees(own()).length;
    const done = await school.next('coordinator', () => amina().press(question, 'Suspend'));
    expect(done.id).toBe(question.id);
    expect(wordsIn(done)).toContain('suspended');
    expect(amina().sees(own())).toHaveLength(count);
    const back = await typed('reactivate jose.alvarez@riverside.example');
    await school.next('coordinator', () => amina().press(back, 'Reactivate'));
  });

  test('are said anew where that is gone', async () => {
    const question = await typed('suspend jose.alvarez@riverside.example');
    school.teams.fail(/PUT .*activities/, { status: 404, error: 'ActivityNotFoundInConversation' });
    const answer = await school.next('coordinator', () => amina().press(question, 'Cancel'));
    expect(answer.id).not.toBe(question.id);
    expect(wordsIn(answer)).toContain('Nothing was changed');
  });

  test('a form from a card in the chat puts its answer into the chat', async () => {
    const card = await typed('show ben.okafor@riverside.example');
    await amina().press(card, 'Edit');
    expect(dialog().title).toContain('Ben Okafor');
    amina().fill({ firstName: 'Benedict' });
    const answer = await school.next('coordinator', () => amina().submit());
    expect(wordsIn(answer)).toContain('Benedict');
    await typed('edit ben.okafor@riverside.example firstName:Ben');
  });
});

describe('a button that asks a coordinator whom', () => {
  test('shows a teacher their own profile, at once', async () => {
    const ben = school.as('teacher');
    const help = await school.next('teacher', () => ben.type('help', school.direct('teacher')));
    await ben.press(help, 'Show profile');
    expect(wordsIn(ben.dialog())).toContain('ben.okafor@riverside.example');
    expect(ben.dialog()?.labels).not.toContain('Suspend');
  });
});

describe('the app', () => {
  test('greets whoever adds it with what they can do', async () => {
    const before = amina().sees(own()).length;
    await amina().install();
    await school.settled();
    const greetings = amina().sees(own()).slice(before);
    expect(greetings.flatMap(({ labels }) => labels).filter((label) => label === 'Add people')).toHaveLength(1);
  });

  test('says one line to a team, and nothing when it goes', async () => {
    await school.teams.install(school.channel.general, school.id.coordinator);
    await school.settled();
    await school.teams.uninstall(school.channel.general, school.id.coordinator);
    await school.settled();
    await school.teams.install(school.channel.general, school.id.coordinator);
    await school.settled();
    const said = amina().sees(school.channel.general);
    expect(said.slice(1).map(wordsIn)).toEqual([expect.stringContaining('Staffroom is here')]);
  });
});

const changed = (eventType: string, more: object = {}) => ({
  type: 'conversationUpdate',
  channelData: { eventType, ...more },
});
const client = {
  localTimestamp: '2026-09-07T09:00:00.000+01:00',
  localTimezone: 'Europe/London',
  locale: 'en-GB',
  entities: [],
};
const channel = { id: '19:0b7f32667e064dd9b25d7969801541f4@thread.tacv2', name: 'New' };

test.each<[string, { type: string } & Record<string, unknown>]>([
  ['a reaction', { type: 'messageReaction', replyToId: '1575667808184', reactionsAdded: [{ type: 'like' }] }],
  [
    'a message that is changed',
    {
      type: 'messageUpdate',
      ...client,
      text: 'suspend ben.okafor@riverside.example',
      textFormat: 'plain',
      channelData: { eventType: 'editMessage' },
    },
  ],
  [
    'a message that is taken back',
    { type: 'messageDelete', ...client, channelData: { eventType: 'softDeleteMessage' } },
  ],
  [
    'that something was read',
    { type: 'event', name: 'application/vnd.microsoft.readReceipt', value: { lastReadMessageId: '1' } },
  ],
  ['an upgrade of the app', { type: 'installationUpdate', action: 'add-upgrade' }],
  ['a team of another name', changed('teamRenamed')],
  ['a team that is archived', changed('teamArchived')],
  ['a team that is back', changed('teamUnarchived')],
  ['a team that is deleted', changed('teamDeleted')],
  ['a team that was deleted', changed('teamRestored')],
  ['a new channel', changed('channelCreated', { channel })],
  ['a channel that is restored', changed('channelRestored', { channel })],
])('nothing is said of %s', async (_, values) => {
  const written = () => school.teams.calls.filter(({ method }) => method !== 'GET').length;
  const before = written();
  for (const at of [own(), school.channel.general]) {
    expect((await school.teams.event(at, school.id.coordinator, values)).status).toBe(200);
  }
  await school.settled();
  expect(written()).toBe(before);
});
