import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { siteConnections, workspaces } from '../../../db/schema/index.ts';
import { scimAuthOf } from '../../../src/service/sites/connection.ts';
import { useDatabase } from '../../kit/database.ts';
import { handedOver } from '../../kit/handed-over.ts';
import { until } from '../../kit/until.ts';
import type { MessageView } from './fake/index.ts';
import { useSlack, wordsIn } from './school.ts';

const database = useDatabase();
const school = useSlack(database);

const { approvals, staff } = { approvals: () => school.channel.approvals, staff: () => school.channel.staff };

describe('commands', () => {
  test('answers in private, in a channel that the bot is not in', async () => {
    const amina = school.as('coordinator');
    const answer = await school.next('coordinator', () => amina.command('/staff whoami', staff()), staff());
    expect(answer.ephemeral).toBe(true);
    expect(wordsIn(answer)).toContain('amina.rahman@riverside.example');
    expect(school.as('teacher').sees(staff())).toEqual([]);
  });

  test('knows a mention by the e-mail of whom it names, though they never wrote', async () => {
    const amina = school.as('coordinator');
    const answer = await school.next('coordinator', () => amina.command('/staff show @teacher-2', staff()), staff());
    expect(wordsIn(answer)).toContain('José Álvarez');
  });

  test('takes what is written to it alone', async () => {
    const amina = school.as('coordinator');
    const answer = await school.next('coordinator', () => amina.message('show ben.okafor@riverside.example'));
    expect(answer.ephemeral).toBe(false);
    expect(wordsIn(answer)).toContain('Ben Okafor');
    const form = await school.next('coordinator', () => amina.message('add'));
    await amina.press(form, 'Open the form');
    expect((await until(() => amina.modal())).title).toBe('Add people');
  });

  test('takes a mention in a channel, and answers to the one alone', async () => {
    const amina = school.as('coordinator');
    const say = (text: string) => school.next('coordinator', () => amina.mention(text, approvals()), approvals());
    const answer = await say('@Staffroom show ben.okafor@riverside.example');
    expect(answer).toMatchObject({ ephemeral: true, thread: undefined });
    expect(wordsIn(answer)).toContain('Ben Okafor');
    expect(wordsIn(await say('Hello @Staffroom'))).not.toContain('<@');
    for (const line of ['@Staffroom, whoami', '@Staffroom: whoami'])
      expect(wordsIn(await say(line))).toContain('amina.rahman@');
    const form = await say('@Staffroom suspend');
    await amina.press(form, 'Open the form');
    expect((await until(() => amina.modal())).title).toBe('Suspend an account');
    expect(
      school
        .as('teacher')
        .sees(approvals())
        .filter((m) => m.ephemeral),
    ).toEqual([]);
  });

  test('answers in the thread in which it is mentioned or written to, and what is pressed there', async () => {
    const amina = school.as('coordinator');
    const mention = () => amina.mention('@Staffroom list', approvals(), parent.ts);
    const parent = school.slack.write(school.id.teacher, approvals(), 'Who is new?');
    const list = await school.next('coordinator', mention, approvals());
    expect(list).toMatchObject({ ephemeral: true, thread: parent.ts });
    const help = await school.next(
      'coordinator',
      () => amina.mention('@Staffroom help suspend', approvals(), parent.ts),
      approvals(),
    );
    expect(wordsIn(help)).toContain('@Staffroom suspend ben@school.example');
    const profile = await school.next('coordinator', () => amina.press(list, 'Show'), approvals());
    expect(profile).toMatchObject({ ephemeral: true, thread: parent.ts });
    // A form that was opened there names commands as they are typed there.
    const opener = await school.next(
      'coordinator',
      () => amina.mention('@Staffroom import', approvals(), parent.ts),
      approvals(),
    );
    await amina.press(opener, 'Open the form');
    expect(JSON.stringify(await until(() => amina.modal()))).toContain('“@Staffroom import template”');
    await amina.closeModal();

    const first = await school.next('coordinator', () => amina.message('whoami'));
    expect(first.thread).toBeUndefined();
    const reply = await school.next('coordinator', () => amina.message('list', [], first.ts));
    expect(reply).toMatchObject({ ephemeral: false, thread: first.ts });
    const shown = await school.next('coordinator', () => amina.press(reply, 'Show'));
    expect(shown.thread).toBe(first.ts);
    // A thread that is closed hides no answer.
    school.slack.fail('chat.postMessage', { error: 'restricted_action_thread_locked', times: 1 });
    const closed = await school.next('coordinator', () => amina.message('whoami', [], first.ts));
    expect(closed.thread).toBeUndefined();
  });

  test('knows that it is meant where Slack names another install', async () => {
    const { slack, channel, id } = school;
    const text = `<@U0OTHER1>: show ben.okafor@riverside.example`;
    const mention = {
      type: 'app_mention',
      channel: channel.approvals,
      user: id.coordinator,
      text,
      ts: '1.1',
      event_ts: '1.1',
    };
    const answer = await school.next('coordinator', () => slack.event(slack.team.id, mention), channel.approvals);
    expect(wordsIn(answer)).toContain('Ben Okafor');
  });

  test('one channel that was written to too often holds up no other', async () => {
    const { slack, adapter } = school;
    slack.fail('chat.postMessage', { retryAfter: 30, times: 1 });
    const to = { workspace: slack.team.id, channel: approvals() };
    await expect(adapter.chat.post(to, { title: 'A card' })).rejects.toThrow('ratelimited');
    const answer = await school.next('teacher', () => school.as('teacher').message('whoami'));
    expect(wordsIn(answer)).toContain('ben.okafor@');
  });

  test('says nothing to a program that mentions it, nor to a mention that is changed', async () => {
    const { slack, adapter, id } = school;
    const mention = { type: 'app_mention', channel: approvals(), text: `<@${slack.team.bot.userId}> help` };
    const before = slack.calls.length;
    for (const more of [
      { user: id.coordinator, edited: { user: id.coordinator } },
      { user: id.coordinator, bot_id: 'B1' },
    ])
      await slack.event(slack.team.id, { ...mention, ts: '1.1', event_ts: '1.1', ...more });
    await adapter.settled(10_000);
    expect(slack.calls.slice(before)).toEqual([]);
  });

  test('offers the nearest to a mistyped one', async () => {
    const amina = school.as('coordinator');
    const answer = await school.next('coordinator', () => amina.command('/staff suspnd', staff()), staff());
    await amina.press(answer, 'Suspend');
    expect((await until(() => amina.modal())).title).toBe('Suspend an account');
  });
});

describe('forms', () => {
  test('gets another row, keeps what was typed, and ticks the sites of a programme', async () => {
    const amina = school.as('coordinator');
    await amina.command('/staff add', staff());
    const first = await until(() => amina.modal());
    amina.fill({ 'people.0.firstName': 'Uma' });
    await amina.press(first, 'Add another');
    const second = await until(() => (wordsIn(amina.modal()).includes('Person 2') ? amina.modal() : undefined));
    expect(second.values['people.0.firstName']).toMatchObject({ text: { value: 'Uma' } });
    await amina.tick('people.1.programmes', ['primary']);
    await until(() => JSON.stringify(amina.modal()?.values).includes('"hub"'));
  });

  test('takes a CSV, shows what would happen, and does it on Yes', async () => {
    const amina = school.as('coordinator');
    await amina.command('/staff add', staff());
    await until(() => amina.modal());
    const content =
      'first name;last name;e-mail;programmes\nZoë;Meyer;zoe.meyer@riverside.example;primary\nIvo;;ivo@;primary\n';
    amina.fill({ file: { name: 'new people.csv', content: `\ufeff${content}` } });
    const preview = await school.next('coordinator', () => amina.submit(), staff());
    expect(wordsIn(preview)).toContain('1 can be added');
    const refused = amina.files(school.slack.direct(school.id.coordinator)).at(-1);
    expect(refused?.name).toBe('new people-refused.csv');
    expect(refused?.content).toContain('ivo@');
    await amina.press(preview, 'Add 1 person');
    await until(() => wordsIn(amina.sees(staff()).at(-1)).includes('Zoë Meyer'));
  });
});

describe('buttons', () => {
  test('turns the pages of a list in its place, and every person has a menu', async () => {
    const amina = school.as('coordinator');
    const list = await school.next('coordinator', () => amina.command('/staff list', staff()), staff());
    const before = amina.sees(staff()).length;
    await amina.press(list, 'Next page');
    await until(() => wordsIn(amina.sees(staff()).at(-1)) !== wordsIn(list));
    expect(amina.sees(staff())).toHaveLength(before);
    const page = amina.sees(staff()).at(-1);
    if (!page) throw new Error('no page');
    const profile = await school.next('coordinator', () => amina.press(page, 'Show'), staff());
    expect(wordsIn(profile)).toContain('E-mail');
  });

  test('answers what nobody could press', async () => {
    const amina = school.as('coordinator');
    const card = await school.next('coordinator', () => amina.command('/staff whoami', staff()), staff());
    const answer = await school.next(
      'coordinator',
      () => amina.forge(card, { type: 'button', action_id: 'b9', block_id: 'x', value: 'nonsense' }),
      staff(),
    );
    expect(wordsIn(answer)).toContain('What you can do here');
  });
});

describe('the bot’s own page', () => {
  test('frightens nobody where Slack does not take it', async () => {
    const amina = school.as('coordinator');
    const direct = school.slack.direct(school.id.coordinator);
    const before = amina.sees(direct).length;
    school.slack.fail('views.publish', { error: 'hash_conflict', times: 1 });
    await amina.openHome();
    await school.adapter.settled(10_000);
    expect(amina.sees(direct)).toHaveLength(before);
  });

  test('shows a coordinator how the school stands, a teacher their account', async () => {
    const amina = school.as('coordinator');
    await amina.openHome();
    const home = await until(() => amina.home());
    expect(wordsIn(home)).toMatch(/Active: \d+/);
    await amina.press(home, 'Add people');
    expect((await until(() => amina.modal())).title).toBe('Add people');
    const ben = school.as('teacher');
    await ben.openHome();
    expect(wordsIn(await until(() => ben.home()))).toContain('ben.okafor@riverside.example');
    expect(wordsIn(ben.home())).not.toMatch(/Active: \d+/);
  });

  test('answers in dialogs what is asked for there', async () => {
    const amina = school.as('coordinator');
    await amina.openHome();
    const home = await until(() => amina.home());
    await amina.press(home, 'List people');
    const list = await until(() => amina.modal());
    await amina.press(list, 'Show');
    const profile = await until(() => (amina.modal()?.depth === 1 ? amina.modal() : undefined));
    await amina.press(profile, 'Edit');
    const form = await until(() => (amina.modal()?.depth === 2 ? amina.modal() : undefined));
    expect(form.title).toMatch(/^Edit/);
    await amina.submit();
    await until(() => wordsIn(amina.modal()).match(/different|stay/));
  });
});

describe('shortcuts', () => {
  test('a message’s author is whom it is about', async () => {
    const ben = school.as('teacher');
    const direct = school.slack.direct(school.id.teacher);
    await ben.message('hello');
    const written = ben.sees(direct).find((m) => m.user === school.id.teacher);
    const profile = await school.next('teacher', () => ben.shortcut('staff-show', written));
    expect(wordsIn(profile)).toContain('ben.okafor@riverside.example');
  });

  test('starts a command from anywhere', async () => {
    const amina = school.as('coordinator');
    await amina.shortcut('staff-add');
    expect((await until(() => amina.modal())).title).toBe('Add people');
  });
});

/** All that the database holds, a row a line; what is sealed or hashed as hexadecimal digits. */
async function dump(): Promise<string> {
  const owner = postgres(database.url, { max: 1, onnotice: () => {} });
  const tables = await owner`select oid::regclass::text as name from pg_class
    where relkind in ('r', 'p') and relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)`;
  const rows = [];
  for (const { name } of tables)
    rows.push(...(await owner.unsafe(`select '${name}' as name, t::text as row from ${name} t`)));
  await owner.end();
  return JSON.stringify(rows);
}

test('ASVS 14.2.4, 16.2.5: what is secret is in nothing that Slack is told, in no line of the log, and nowhere in the database in plain', async () => {
  const amina = school.as('coordinator');
  const typed = ['canary-in-a-line', 'canary-in-a-message', 'canary-in-a-form', 'canary-of-oauth'] as const;
  await school.next('coordinator', () => amina.command(`/staff site hub scimToken:${typed[0]}`, staff()), staff());
  const refused = await school.next('coordinator', () => amina.message(`sitte hub scimToken:${typed[1]}`));
  await amina.press(refused, 'Open the form');
  await until(() => amina.modal());
  const wrong = { site: 'hub', scimUrl: 'https://hub.example:22/scim', redirectUris: 'https://hub.example/in' };
  amina.fill({ ...wrong, scimToken: typed[2], scimClientSecret: typed[3] });
  await amina.submit();
  await until(() => wordsIn(amina.modal()).includes('Enter this once more'));
  amina.fill({ scimUrl: 'https://hub.example/scim', scimToken: typed[2], scimClientSecret: '' });
  const handed: string[] = [];
  const take = async (message: MessageView) => {
    const [page = ''] = /https?:[^|]*\/secret\/[\w-]+/.exec(JSON.stringify(message.blocks)) ?? [];
    const secret = await handedOver(school.app, page);
    handed.push(page.slice(-43), secret.kind === 'site-client' ? secret.secret : secret.token);
  };
  await take(await school.next('coordinator', () => amina.submit()));
  const ask = await school.next('coordinator', () => amina.message('site hub secret'));
  await amina.press(ask, 'Make a new secret');
  const inItsPlace = () => amina.sees(ask.channel).find(({ ts }) => ts === ask.ts);
  await take(await until(() => (wordsIn(inItsPlace()).includes('has a new secret') ? inItsPlace() : undefined)));
  await take(await school.next('coordinator', () => amina.message('directory on')));

  const connection = (await school.app.db.select().from(siteConnections))[0];
  expect(connection && scimAuthOf(school.app, connection)).toEqual({ bearer: typed[2] });
  const [told, kept] = [JSON.stringify(school.slack.calls), await dump()];
  expect(kept).toContain('site_connections');
  // A link goes to the one who asked; what is behind it does not.
  const links = handed.filter((each) => each.length === 43 && told.includes(each));
  for (const secret of [...typed, ...handed]) {
    expect([secret, links.includes(secret) || !told.includes(secret)]).toEqual([secret, true]);
    expect(school.logged.join()).not.toContain(secret);
    for (const written of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')])
      expect([written, kept.includes(written)]).toEqual([written, false]);
  }
  expect(links).toHaveLength(3);
});

describe('the approvals channel', () => {
  test('is looked at before it is chosen', async () => {
    const amina = school.as('coordinator');
    await amina.command(`/staff settings channel:${staff()}`, approvals());
    expect(wordsIn(await until(() => amina.modal()))).toContain('/invite @Staffroom');
    const card = await school.next(
      'coordinator',
      () => amina.command('/staff settings channel:here', approvals()),
      approvals(),
    );
    expect(wordsIn(card)).toContain('Decide requests in #approvals?');
    // Sam Visitor has no account at the school.
    expect(wordsIn(card)).toContain('1 person in #approvals has no active account');
  });

  test('ASVS 8.2.1: that others can read wants a Yes, after the warning', async () => {
    const { slack, id } = school;
    const shared = slack.addChannel({ name: 'partners', members: [id.coordinator], botIn: true, shared: true }).id;
    const amina = school.as('coordinator');
    const chosen = async () => {
      const [row] = await school.app.db.select().from(workspaces).where(eq(workspaces.externalId, slack.team.id));
      return row?.approvalsChannel ?? null;
    };
    const before = await chosen();
    const asked = await school.next(
      'coordinator',
      () => amina.command(`/staff settings channel:${shared}`, approvals()),
      approvals(),
    );
    expect(wordsIn(asked)).toContain('#partners is shared with others outside of this workspace');
    expect(await chosen()).toBe(before);
    await amina.press(asked, 'Use this channel');
    await until(async () => (await chosen()) === shared);
  });
});
