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
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error) => error.data?.error ?? error.message,
  );
const texts = (messages: { text: string }[]) => messages.map(({ text }) => text);

describe('views', () => {
  async function trigger(): Promise<string> {
    const { payload } = await fake.as(amina.id).command('anything', staff.id);
    return String(payload.trigger_id);
  }
  const open = async (view: unknown, trigger_id?: string) =>
    errorOf(web.views.open({ trigger_id: trigger_id ?? (await trigger()), view } as never));

  test('a trigger opens one view, within three seconds', async () => {
    const once = await trigger();
    expect(await open(nameForm('Add'), once)).toBe('ok');
    expect(await open(nameForm('Add'), once)).toBe('exchanged_trigger_id');
    const late = await trigger();
    fake.advance(3_001);
    expect(await open(nameForm('Add'), late)).toBe('expired_trigger_id');
    expect(await open(nameForm('Add'), 'made.up')).toBe('invalid_trigger_id');
  });

  test.each<[string, object, string]>([
    ['a title too long', nameForm('x'.repeat(25)), 'must be less than 25 characters'],
    ['metadata too long', nameForm('Add', { private_metadata: 'x'.repeat(3_001) }), 'must be less than 3001'],
    ['inputs without a button to send them', nameForm('Add', { submit: undefined }), 'submit is required'],
    ['a home tab for a modal', { type: 'home', blocks: [] }, 'must be modal'],
  ])('refuses %s', async (_, view, complaint) => {
    expect(await open(view)).toBe('invalid_arguments');
    expect(fake.violations.join()).toContain(complaint);
  });

  test('a closed view is not found, and closing tells those who asked', async () => {
    expect(await open(nameForm('Add', { external_id: 'one', notify_on_close: true }))).toBe('ok');
    const update = () =>
      errorOf(
        web.views.update({
          external_id: 'one',
          view: nameForm('Other', { external_id: 'one', notify_on_close: true }),
        }),
      );
    expect(await update()).toBe('ok');
    expect(fake.as(amina.id).modal()?.title).toBe('Other');
    expect((await fake.as(amina.id).closeModal()).map(({ payload }) => payload.type)).toEqual(['view_closed']);
    expect(await update()).toBe('not_found');
  });
});

describe('response URLs', () => {
  const respond = (url: unknown, body: object) => fetch(String(url), { method: 'POST', body: JSON.stringify(body) });

  test('are good five times within half an hour, also where the bot is no member', async () => {
    const room = fake.addChannel({ name: 'room', botIn: false, members: [amina.id, ben.id] });
    const { payload } = await fake.as(amina.id).command('help', room.id);
    for (let i = 0; i < 5; i += 1) expect((await respond(payload.response_url, { text: `${i}` })).status).toBe(200);
    expect((await respond(payload.response_url, { text: 'six' })).status).toBe(404);
    expect(texts(fake.as(amina.id).sees(room.id))).toEqual(['0', '1', '2', '3', '4']);
    expect(fake.as(ben.id).sees(room.id)).toEqual([]);
    const { payload: late } = await fake.as(amina.id).command('help', room.id);
    fake.advance(31 * 60_000);
    expect(await (await respond(late.response_url, { text: 'late' })).json()).toMatchObject({ error: 'expired_url' });
  });

  test('check blocks as methods do', async () => {
    const { payload } = await fake.as(amina.id).command('help', staff.id);
    expect((await respond(payload.response_url, { blocks: [{ type: 'header' }] })).status).toBe(400);
    expect(fake.violations.join()).toContain('missing required field: text');
  });
});
