import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeChannel, type FakePerson, type FakeSlack, fakeSlack } from './index.ts';
import { nameForm, quiet } from './tiny-app.ts';

let fake: FakeSlack;
let amina: FakePerson;
let ben: FakePerson;
let staff: FakeChannel;
let web: webApi.WebClient;

beforeEach(async () => {
  fake = await fakeSlack();
  amina = fake.addPerson({ name: 'Amina Rahman' });
  ben = fake.addPerson({ name: 'Ben Okafor', handle: 'ben.okafor' });
  staff = fake.addChannel({ name: 'staff', members: [amina.id, ben.id] });
  web = client(fake.botToken);
});

afterEach(() => fake.close());

const client = (token: string | undefined) =>
  new webApi.WebClient(token, {
    slackApiUrl: fake.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error) => error.data?.error ?? error.message,
  );
const texts = (messages: { text: string }[]) => messages.map(({ text }) => text);

describe('the Web API', () => {
  const button = (values: object) => ({ type: 'button', text: plain('Go'), ...values });
  const blocks = (...all: object[]) => all as never;
  const actions = (...elements: object[]) => blocks({ type: 'actions', elements });
  const post = (values: object) =>
    errorOf(web.chat.postMessage({ channel: staff.id, text: 'Hello', ...values } as never));

  test.each<[string, object, string]>([
    [
      'a button text too long',
      { blocks: actions(button({ text: plain('x'.repeat(76)) })) },
      'must be less than 76 characters',
    ],
    ['a button value too long', { blocks: actions(button({ value: 'x'.repeat(2_001) })) }, 'must be less than 2001'],
    [
      'the same action twice',
      { blocks: actions(button({ action_id: 'a' }), button({ action_id: 'a' })) },
      'action_id "a" already exists',
    ],
    [
      'the same block twice',
      { blocks: blocks({ type: 'divider', block_id: 'b' }, { type: 'divider', block_id: 'b' }) },
      'block_id "b" already exists',
    ],
    [
      'a section too long',
      { blocks: blocks({ type: 'section', text: plain('x'.repeat(3_001)) }) },
      '/blocks/0/text/text',
    ],
    ['a section that says nothing', { blocks: blocks({ type: 'section' }) }, 'missing required field: text'],
    ['empty words', { blocks: blocks({ type: 'section', text: plain('') }) }, 'must be more than 0 characters'],
    [
      'an unknown property',
      { blocks: blocks({ type: 'divider', colour: 'red' }) },
      'invalid additional property: colour',
    ],
    ['too many blocks', { blocks: blocks(...Array(51).fill({ type: 'divider' })) }, 'no more than 50 items'],
    ['an input in a message', { blocks: blocks(nameForm('Add').blocks[0] as object) }, 'unsupported type: input'],
    [
      'one choice in an overflow menu',
      { blocks: actions({ type: 'overflow', options: [{ text: plain('a'), value: 'a' }] }) },
      'no fewer than 2',
    ],
    [
      'what is ticked is not on offer',
      {
        blocks: actions({
          type: 'checkboxes',
          options: [{ text: plain('a'), value: 'a' }],
          initial_options: [{ text: plain('b'), value: 'b' }],
        }),
      },
      'not among the options',
    ],
  ])('refuses %s', async (_, values, complaint) => {
    expect(await post(values)).toBe('invalid_blocks');
    expect(fake.violations.join()).toContain(complaint);
    expect(() => fake.violationsMustBeNone()).toThrow('Slack would not have taken');
  });

  test('refuses more text in all than Slack takes', async () => {
    const section = { type: 'section', text: plain('x'.repeat(2_700)) };
    expect(await post({ blocks: blocks(...Array(5).fill(section)) })).toBe('msg_blocks_too_long');
    expect(await post({ blocks: blocks(...Array(4).fill(section)) })).toBe('ok');
  });

  test('knows who may write where', async () => {
    const other = fake.addChannel({ name: 'other', botIn: false, members: [amina.id] });
    const hidden = fake.addChannel({ name: 'hidden', botIn: false, private: true });
    const old = fake.addChannel({ name: 'old', archived: true });
    expect(await post({ channel: other.id })).toBe('not_in_channel');
    expect(await post({ channel: hidden.id })).toBe('channel_not_found');
    expect(await post({ channel: old.id })).toBe('is_archived');
    const ephemeral = (channel: string, user: string) =>
      errorOf(web.chat.postEphemeral({ channel, user, text: 'Psst' }));
    const carla = fake.addPerson({ name: 'Carla Reyes' });
    expect(await ephemeral(staff.id, carla.id)).toBe('user_not_in_channel');
    expect(await ephemeral(other.id, amina.id)).toBe('not_in_channel');
    expect(await ephemeral(staff.id, amina.id)).toBe('ok');
    expect(texts(fake.as(amina.id).sees(staff.id))).toEqual(['Psst']);
    expect(fake.as(ben.id).sees(staff.id)).toEqual([]);
    fake.violationsMustBeNone();
  });

  test('updates and deletes the app’s own messages only, and none that is for one person', async () => {
    const { ts = '' } = await web.chat.postMessage({ channel: staff.id, text: 'One', blocks: actions(button({})) });
    await web.chat.update({ channel: staff.id, ts, text: 'Two' });
    expect(fake.as(ben.id).sees(staff.id)).toMatchObject([{ text: 'Two', edited: true, blocks: [] }]);
    const { message_ts = '' } = await web.chat.postEphemeral({ channel: staff.id, user: ben.id, text: 'Psst' });
    const update = (channel: string, at: string) => errorOf(web.chat.update({ channel, ts: at, text: 'Three' }));
    expect(await update(staff.id, message_ts)).toBe('message_not_found');
    await fake.as(ben.id).message('Mine');
    const [mine] = fake.as(ben.id).sees(fake.direct(ben.id));
    expect(await update(fake.direct(ben.id), mine?.ts ?? '')).toBe('cant_update_message');
    await web.chat.delete({ channel: staff.id, ts });
    expect(texts(fake.as(ben.id).sees(staff.id))).toEqual(['Psst']);
  });

  test('notes what would ping someone', async () => {
    await post({ text: 'Mind <!channel>' });
    await post({
      text: 'Mind &lt;!here&gt;',
      blocks: blocks({ type: 'section', text: { type: 'mrkdwn', text: `<@${ben.id}>` } }),
    });
    await post({ blocks: blocks({ type: 'section', text: plain('<!everyone>') }) });
    expect(fake.violations).toEqual([
      'chat.postMessage: would ping: <!channel>',
      `chat.postMessage: would ping: <@${ben.id}>`,
    ]);
  });

  test('counts calls a minute, and lets them in again after it', async () => {
    for (let i = 0; i < 20; i += 1) await web.users.list({});
    const refused = await fetch(`${fake.apiUrl}users.list`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.botToken}` },
    });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    fake.advance(60_000);
    expect(await errorOf(web.users.list({}))).toBe('ok');
    const burst = await Promise.all(Array.from({ length: 6 }, () => post({})));
    expect(burst).toContain('ok');
    expect(burst.some((each) => each !== 'ok')).toBe(true);
  });

  test('fails on demand, so many times', async () => {
    fake.fail('auth.test', { error: 'internal_error', times: 1 });
    fake.fail('auth.test', { status: 503, times: 1 });
    fake.fail('auth.test', { retryAfter: 7, times: 1 });
    expect(await errorOf(web.auth.test())).toBe('internal_error');
    expect(await errorOf(web.auth.test())).toMatch('503');
    expect(await errorOf(web.auth.test())).toMatch('rate');
    expect(await web.auth.test()).toMatchObject({ team_id: fake.team.id, user_id: fake.team.bot.userId });
    expect(fake.calls.map(({ status }) => status)).toEqual([200, 503, 429, 200]);
  });

  test('knows tokens and scopes', async () => {
    const as = (token: string | undefined) => errorOf(client(token).auth.test());
    expect(await as('xoxb-nobody')).toBe('invalid_auth');
    expect(await as(undefined)).toBe('not_authed');
    expect(await as(fake.appToken)).toBe('not_allowed_token_type');
    expect(await errorOf(web.apps.connections.open({}))).toBe('not_allowed_token_type');
    expect(await errorOf(web.conversations.info({ channel: fake.direct(ben.id) }))).toBe('missing_scope');
    await web.auth.revoke();
    expect(await as(fake.botToken)).toBe('token_revoked');
  });

  test('tells about people, and of strangers only what is shared', async () => {
    const stranger = fake.addPerson({ name: 'Sam Visitor', stranger: true, email: 'sam@elsewhere.example' });
    fake.addPerson({ name: 'Gone Away', email: 'gone@riverside.example', deleted: true });
    const guest = fake.addPerson({ name: 'Guest', guest: true });
    expect(await errorOf(web.users.info({ user: stranger.id }))).toBe('user_not_found');
    staff.members.push(stranger.id);
    expect(await web.users.info({ user: stranger.id })).toMatchObject({ user: { team_id: stranger.teamId } });
    expect(await web.users.info({ user: guest.id })).toMatchObject({ user: { is_restricted: true } });
    expect(await errorOf(web.users.lookupByEmail({ email: 'gone@riverside.example' }))).toBe('users_not_found');
    expect(await web.users.lookupByEmail({ email: 'AMINA@riverside.example' })).toMatchObject({
      user: { id: amina.id },
    });
    expect(await fake.as(stranger.id).command('help', staff.id)).toMatchObject({ sent: false });
    const first = await web.users.list({ limit: 2 });
    const rest = await web.users.list({ limit: 2, cursor: first.response_metadata?.next_cursor });
    expect([...(first.members ?? []), ...(rest.members ?? [])]).toHaveLength(4);
  });

  test('takes a file and shows it to those in the channel', async () => {
    await web.filesUploadV2({
      channel_id: staff.id,
      file: Buffer.from('row,why'),
      filename: 'refused.csv',
      initial_comment: 'Refused',
    });
    const [file] = fake.as(ben.id).files(staff.id);
    expect(file).toMatchObject({ name: 'refused.csv', content: 'row,why' });
    expect(String(fake.as(ben.id).download(file ?? { id: '' }))).toBe('row,why');
    const outsider = fake.addPerson({ name: 'Carla Reyes' });
    expect(() => fake.as(outsider.id).download(file ?? { id: '' })).toThrow('file_not_found');
    const { file: info } = await web.files.info({ file: file?.id ?? '' });
    const get = (token: string) =>
      fetch(String(info?.url_private_download), { headers: { authorization: `Bearer ${token}` } });
    expect(await (await get(fake.botToken)).text()).toBe('row,why');
    expect(await (await get('wrong')).text()).toContain('Sign in');
  });
});
