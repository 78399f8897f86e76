import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeChannel, type FakePerson, type FakeSlack, fakeSlack } from './fake/index.ts';
import { type TinyApp, tinyApp } from './fake/tiny-app.ts';

let fake: FakeSlack;
let amina: FakePerson;
let ben: FakePerson;
let staff: FakeChannel;

beforeEach(async () => {
  fake = await fakeSlack({ strictAck: false });
  amina = fake.addPerson({ name: 'Amina Rahman' });
  ben = fake.addPerson({ name: 'Ben Okafor', handle: 'ben.okafor' });
  staff = fake.addChannel({ name: 'staff', members: [amina.id, ben.id] });
});

afterEach(() => fake.close());

const texts = (messages: { text: string }[]) => messages.map(({ text }) => text);

describe.each(['http', 'socket'] as const)('an app over %s', (how) => {
  let app: TinyApp;

  beforeEach(async () => {
    app = await tinyApp(fake, how);
  });

  afterEach(async () => {
    await app.stop();
  });

  test('answers a command to the one who typed it, words escaped as Slack does', async () => {
    const delivery = await fake.as(amina.id).command('/staff show @ben.okafor <b> #staff', staff.id);
    expect(delivery).toMatchObject({ sent: true, status: 200 });
    expect(delivery.payload.text).toBe(`show <@${ben.id}|ben.okafor> &lt;b&gt; <#${staff.id}|staff>`);
    expect(fake.as(amina.id).sees(staff.id)).toMatchObject([{ ephemeral: true, user: fake.team.bot.userId }]);
    expect(fake.as(ben.id).sees(staff.id)).toEqual([]);
  });

  test('answers by response_url with buttons that replace what they stand on', async () => {
    const person = fake.as(amina.id);
    await person.command('later', staff.id);
    await expect.poll(() => person.sees(staff.id)).toHaveLength(1);
    const [card] = person.sees(staff.id);
    if (!card) throw new Error('no card');
    const pressed = await person.press(card, 'Done');
    expect(pressed.payload).toMatchObject({
      type: 'block_actions',
      container: { is_ephemeral: true, message_ts: card.ts },
      actions: [{ action_id: 'done', value: 'x', type: 'button' }],
    });
    expect(pressed.payload).not.toHaveProperty('message');
    await expect.poll(() => texts(person.sees(staff.id))).toEqual(['It is done']);
    fake.violationsMustBeNone();
  });

  test('opens a modal; its own errors keep what was typed; push and clear', async () => {
    const person = fake.as(amina.id);
    await person.command('add', staff.id);
    await expect.poll(() => person.modal()?.title).toBe('Add');
    expect(await person.submit()).toMatchObject({ sent: false, problem: 'invalid_input' });
    expect(person.modalErrors()).toEqual({ 'name~1': 'Please complete this required field.' });

    person.fill({ name: 'taken' });
    await person.submit();
    expect(person.modalErrors()).toEqual({ 'name~1': 'In use' });
    expect(person.modal()?.values['name~1']?.value).toEqual({ type: 'plain_text_input', value: 'taken' });

    person.fill({ name: 'next' });
    await person.submit();
    expect(person.modal()).toMatchObject({ title: 'Next', depth: 1 });
    person.fill({ name: 'all' });
    await person.submit();
    expect(person.modal()).toBeUndefined();
    fake.violationsMustBeNone();
  });

  test('an update keeps what was typed and ticked; a stale hash is refused', async () => {
    const person = fake.as(amina.id);
    await person.command('add', staff.id);
    await expect.poll(() => person.modal()?.title).toBe('Add');
    person.fill({ name: 'Carla' });
    const ticked = await person.tick('sites', ['hub']);
    expect(ticked.payload).toMatchObject({
      actions: [{ type: 'checkboxes', selected_options: [{ value: 'hub' }] }],
      view: { state: { values: { 'name~1': { value: { value: 'Carla' } } } } },
    });
    await expect.poll(() => person.modal()?.title).toBe('Ticked');
    expect(person.modal()?.values['name~1']?.value).toMatchObject({ value: 'Carla' });
    expect(person.modal()?.values.sites?.sites).toMatchObject({ selected_options: [{ value: 'hub' }] });
    await fake.as(amina.id).redeliver(ticked);
    await expect.poll(() => app.errors).toEqual(['An API error occurred: hash_conflict']);
  });

  test('searches as one types, and only what was found can be chosen', async () => {
    const person = fake.as(amina.id);
    await person.command('add', staff.id);
    await expect.poll(() => person.modal()?.title).toBe('Add');
    expect(await person.suggest('person', 'b')).toEqual([]);
    expect(() => person.fill({ like: 'Ben Okafor' })).toThrow('search first');
    expect(await person.suggest('person', 'be')).toEqual([{ text: 'Ben Okafor', value: 'id:Ben Okafor' }]);
    person.fill({ name: 'Carla', like: 'Ben Okafor', csv: { name: 'staff.csv', content: 'a,b' } });
    const { payload } = await person.submit();
    expect(payload).toMatchObject({
      view: {
        state: {
          values: {
            like: { person: { selected_option: { value: 'id:Ben Okafor' } } },
            csv: { csv: { files: [{ name: 'staff.csv' }] } },
          },
        },
      },
    });
    expect(person.modal()).toBeUndefined();
  });

  test('too many suggestions and errors beside no field are noted', async () => {
    const person = fake.as(amina.id);
    await person.command('add', staff.id);
    await expect.poll(() => person.modal()?.title).toBe('Add');
    expect(await person.suggest('person', 'many')).toEqual([]);
    person.fill({ name: 'wrong' });
    expect(await person.submit()).toMatchObject({ problem: 'trouble_connecting' });
    expect(person.modal()?.title).toBe('Add');
    expect(fake.violations.join('\n')).toMatch(/no more than 100 items allowed[\s\S]*nowhere is no input block/);
  });

  test('hears messages, opens a home tab, and tells a retry apart', async () => {
    const person = fake.as(ben.id);
    const said = await person.message('hello ben@school.example');
    expect(said.payload).toMatchObject({
      event: { channel_type: 'im', text: 'hello <mailto:ben@school.example|ben@school.example>' },
      authorizations: [{ team_id: fake.team.id, is_bot: true }],
    });
    await expect.poll(() => texts(person.sees(fake.direct(ben.id))).at(-1)).toBe('Good morning');
    await person.redeliver(said, { retryNum: 2, retryReason: 'timeout' });
    await expect.poll(() => app.retries).toContain(2);
    await person.openHome();
    await expect.poll(() => person.home()?.type).toBe('home');
    const home = person.home();
    if (!home) throw new Error('no home');
    await person.press(home, 'Open');
    await expect.poll(() => app.errors).toEqual(['An API error occurred: not_found']);
  });

  test('shows Slack’s own words when nobody acks', async () => {
    await fake.close();
    fake = await fakeSlack({ ackMs: 200, strictAck: true });
    const person = fake.addPerson({ name: 'Amina Rahman' });
    const room = fake.addChannel({ name: 'staff', members: [person.id] });
    const other = await tinyApp(fake, how);
    expect(await fake.as(person.id).command('silent', room.id)).toMatchObject({ problem: 'operation_timeout' });
    expect(fake.as(person.id).errors()).toEqual(['operation_timeout']);
    expect(fake.violations).toEqual(['ack of command: operation_timeout']);
    await other.stop();
  });
});

describe('sockets', () => {
  let app: TinyApp;

  afterEach(async () => {
    await app.stop();
  });

  test.each(['refresh_requested', 'cut'] as const)('come back after %s; in between nobody answers', async (how) => {
    app = await tinyApp(fake, 'socket', {}, { clientPingTimeout: 200 });
    expect(fake.sockets()).toBe(1);
    fake.dropSocket(how);
    expect(await fake.as(amina.id).command('hello', staff.id)).toMatchObject({ problem: 'dispatch_failed' });
    await expect.poll(() => fake.sockets(), { timeout: 5_000 }).toBe(1);
    expect(await fake.as(amina.id).command('hello', staff.id)).toMatchObject({ status: 200 });
  });

  test('with two of them payloads take turns', async () => {
    app = await tinyApp(fake, 'socket');
    const second = await tinyApp(fake, 'socket');
    await Promise.all(Array.from({ length: 4 }, () => fake.as(amina.id).command('hello', staff.id)));
    expect([app.retries.length, second.retries.length]).toEqual([2, 2]);
    await second.stop();
  });
});
