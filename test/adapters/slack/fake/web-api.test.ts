import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen } from '../../../kit/listen.ts';
import { type FakeChannel, type FakePerson, type FakeSlack, fakeSlack } from './index.ts';

/** What Slack's methods and addresses refuse, as Slack's own client is told of it. */

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
    // Half of what is tried here goes wrong on purpose.
    logger: { ...console, debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} } as never,
  });
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error) => error.data?.error ?? error.message,
  );
const texts = (messages: { text: string }[]) => messages.map(({ text }) => text);
const section = (words: string, type = 'plain_text') => ({ type: 'section', text: { type, text: words } });
const post = (values: object) =>
  errorOf(web.chat.postMessage({ channel: staff.id, text: 'Hello', ...values } as never));
const commanded = async (channel = staff.id) => (await fake.as(amina.id).command('help', channel)).payload;

describe('methods', () => {
  test('refuse blocks that are wrong, or say more in all than Slack takes', async () => {
    const long = section('x'.repeat(2_700));
    expect(await post({ blocks: Array(4).fill(long) })).toBe('ok');
    expect(await post({ blocks: [{ type: 'header' }] })).toBe('invalid_blocks');
    expect(await post({ blocks: Array(5).fill(long) })).toBe('msg_blocks_too_long');
    expect(fake.violations.join()).toContain('missing required field: text');
  });

  test('know who may write where', async () => {
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
    expect(fake.violations).toEqual([]);
  });

  test('update the app’s own messages only, and none that is for one person', async () => {
    const update = (channel: string, ts = '') => errorOf(web.chat.update({ channel, ts, text: 'Two' }));
    const { ts } = await web.chat.postMessage({ channel: staff.id, text: 'One', blocks: [section('One')] as never });
    expect(await update(staff.id, ts)).toBe('ok');
    expect(fake.as(ben.id).sees(staff.id)).toMatchObject([{ text: 'Two', edited: true, blocks: [] }]);
    const { message_ts } = await web.chat.postEphemeral({ channel: staff.id, user: ben.id, text: 'Psst' });
    expect(await update(staff.id, message_ts)).toBe('message_not_found');
    await fake.as(ben.id).message('Mine');
    const [mine] = fake.as(ben.id).sees(fake.direct(ben.id));
    expect(await update(fake.direct(ben.id), mine?.ts)).toBe('cant_update_message');
  });

  test('note what would ping someone', async () => {
    await post({ text: 'Mind <!channel>' });
    await post({ text: 'Mind &lt;!here&gt;', blocks: [section(`<@${ben.id}>`, 'mrkdwn')] });
    await post({ blocks: [section('<!everyone>')] });
    expect(fake.violations).toEqual([
      'chat.postMessage: would ping: <!channel>',
      `chat.postMessage: would ping: <@${ben.id}>`,
    ]);
  });

  test('count calls a minute, and let them in again after it', async () => {
    const open = () => errorOf(web.conversations.open({ users: ben.id }));
    for (let i = 0; i < 50; i += 1) expect(await open()).toBe('ok');
    const refused = await fetch(`${fake.apiUrl}conversations.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.botToken}` },
    });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    fake.advance(60_000);
    expect(await open()).toBe('ok');
    const burst = await Promise.all(Array.from({ length: 6 }, () => post({})));
    expect(burst).toContain('ok');
    expect(burst.some((each) => each !== 'ok')).toBe(true);
  });

  test('know tokens and scopes', async () => {
    const as = (token: string | undefined) => errorOf(client(token).auth.test());
    expect(await as('xoxb-nobody')).toBe('invalid_auth');
    expect(await as(undefined)).toBe('not_authed');
    expect(await as(fake.appToken)).toBe('not_allowed_token_type');
    expect(await errorOf(web.apps.connections.open({}))).toBe('not_allowed_token_type');
    expect(await errorOf(web.conversations.info({ channel: fake.direct(ben.id) }))).toBe('missing_scope');
  });

  test('tell of strangers only what is shared', async () => {
    const stranger = fake.addPerson({ name: 'Sam Visitor', stranger: true, email: 'sam@elsewhere.example' });
    expect(await errorOf(web.users.info({ user: stranger.id }))).toBe('user_not_found');
    staff.members.push(stranger.id);
    expect(await web.users.info({ user: stranger.id })).toMatchObject({ user: { team_id: stranger.teamId } });
    expect(await fake.as(stranger.id).command('help', staff.id)).toMatchObject({ sent: false });
  });
});

describe('views', () => {
  const title = { type: 'plain_text', text: 'Add' };
  const modal = { type: 'modal', title, external_id: 'one', blocks: [section('Hello')] };
  const open = async (trigger_id: unknown) => errorOf(web.views.open({ trigger_id, view: modal } as never));

  test('a trigger opens one view, within three seconds', async () => {
    const { trigger_id: once } = await commanded();
    expect(await open(once)).toBe('ok');
    expect(await open(once)).toBe('exchanged_trigger_id');
    const { trigger_id: late } = await commanded();
    fake.advance(3_001);
    expect(await open(late)).toBe('expired_trigger_id');
    expect(await open('made.up')).toBe('invalid_trigger_id');
  });

  test('what was changed since or is closed is not updated, and nothing is pushed where no view is open', async () => {
    await open((await commanded()).trigger_id);
    const update = (hash?: string) => errorOf(web.views.update({ external_id: 'one', hash, view: modal } as never));
    expect(await update('stale')).toBe('hash_conflict');
    expect(await update()).toBe('ok');
    await fake.as(amina.id).closeModal();
    expect(await update()).toBe('not_found');
    const { trigger_id } = await commanded();
    expect(await errorOf(web.views.push({ trigger_id, view: modal } as never))).toBe('not_found');
  });
});

describe('response URLs', () => {
  const respond = (url: unknown, body: object) => fetch(String(url), { method: 'POST', body: JSON.stringify(body) });

  test('are good five times within half an hour, also where the bot is no member', async () => {
    const room = fake.addChannel({ name: 'room', botIn: false, members: [amina.id, ben.id] });
    const { response_url: url } = await commanded(room.id);
    for (let i = 0; i < 5; i += 1) expect((await respond(url, { text: `${i}` })).status).toBe(200);
    expect((await respond(url, { text: 'six' })).status).toBe(404);
    expect(texts(fake.as(amina.id).sees(room.id))).toEqual(['0', '1', '2', '3', '4']);
    expect(fake.as(ben.id).sees(room.id)).toEqual([]);
    const { response_url: late } = await commanded(room.id);
    fake.advance(31 * 60_000);
    expect(await (await respond(late, { text: 'late' })).json()).toMatchObject({ error: 'expired_url' });
  });

  test('check blocks as methods do', async () => {
    expect((await respond((await commanded()).response_url, { blocks: [{ type: 'header' }] })).status).toBe(400);
    expect(fake.violations.join()).toContain('missing required field: text');
  });
});

test('an ack that does not come in time is told in Slack’s own words', async () => {
  const silent = await listen(() => {});
  const quick = await fakeSlack({ ackMs: 50, strictAck: true });
  quick.connectHttp(silent.url);
  const person = quick.as(quick.addPerson({ name: 'Amina Rahman' }).id);
  await person.command('help', quick.addChannel({ name: 'room' }).id);
  expect(person.errors()).toEqual(['operation_timeout']);
  expect(quick.violations).toEqual(['ack of command: operation_timeout']);
  await quick.close();
  await silent.close();
});
