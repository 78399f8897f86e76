import { describe, expect, test } from 'vitest';
import { buttonOf, cardOf, useTalk } from '../../../bot/talk.ts';
import { testClock } from '../../../kit/clock.ts';
import { useDatabase } from '../../../kit/database.ts';
import { tokenIn } from '../../../kit/handed-over.ts';
import { useDirectory } from './serve.ts';

const database = useDatabase();
const clock = testClock();
const app = database.app(clock);
const server = useDirectory(app);
const talk = useTalk(app);

const factOf = (card: ReturnType<typeof cardOf>, label: string) => card.facts?.find((f) => f.label === label)?.value;

describe('/staff directory', () => {
  test('connects a directory, shows the token once, and disconnects it', async () => {
    const before = cardOf(await talk.say('coordinator', 'directory'));
    expect(before).toMatchObject({ state: 'Not connected' });
    expect(factOf(before, 'Address')).toBe('https://staffroom.school.example/scim/v2');

    const replies = await talk.press('coordinator', buttonOf(before, 'Connect').action);
    const made = cardOf(replies);
    expect(replies).toMatchObject([{ to: 'asker' }]);
    const token = await tokenIn(app, made.page?.url);
    expect(JSON.stringify(replies)).not.toContain(token.slice(13));
    expect((await server.client(token).send('GET', '/Users?count=1')).status).toBe(200);

    const after = cardOf(await talk.say('coordinator', 'directory'));
    expect(after).toMatchObject({ state: 'Connected' });
    expect(factOf(after, 'Last used')).toMatch(/^today/);
    expect(JSON.stringify(after)).not.toContain(token);
    expect(factOf(after, 'Token ends')).toMatch(/\d{4}/);

    const ask = cardOf(await talk.say('coordinator', 'directory on'));
    expect(ask.title).toBe('Make a new token?');
    const newer = await tokenIn(app, (await talk.follow('coordinator', ask, 'Make a new token')).page?.url);
    expect((await server.client(token).send('GET', '/Users?count=1')).status).toBe(401);
    expect((await server.client(newer).send('GET', '/Users?count=1')).status).toBe(200);

    const off = cardOf(await talk.say('coordinator', 'directory off'));
    cardOf(await talk.press('coordinator', buttonOf(off, 'Disconnect').action));
    expect((await server.client(newer).send('GET', '/Users?count=1')).status).toBe(401);
    expect(JSON.stringify(await talk.say('coordinator', 'directory off'))).toContain('No directory is connected.');
    expect(talk.bugs).toEqual([]);
  });

  test('says that the token has ended', async () => {
    await talk.say('coordinator', 'directory on 30');
    clock.advance(30 * 24 * 3_600_000);
    const ended = cardOf(await talk.say('coordinator', 'directory'));
    expect(ended).toMatchObject({ state: 'Not connected: its token has ended', tone: 'attention' });
    expect(await talk.follow('coordinator', ended, 'New token')).toMatchObject({ title: 'Make a new token?' });
    await talk.press(
      'coordinator',
      buttonOf(cardOf(await talk.say('coordinator', 'directory off')), 'Disconnect').action,
    );
  });

  test('is for coordinators', async () => {
    expect(JSON.stringify(await talk.say('teacher', 'directory on'))).toContain('Your rights do not cover this');
    expect(JSON.stringify(await talk.say('admin', 'directory'))).toContain('Your rights do not cover this');
  });

  test('what a directory did is told as its doing', async () => {
    const { id, name } = await pushed();
    const trail = JSON.stringify(await talk.say('coordinator', `audit id:${id}`));
    expect(trail).toContain(`The school’s directory added ${name}`);
    expect(trail).toContain(`The school’s directory suspended ${name}`);
    expect(trail).not.toMatch(/by: ?directory/);
  });
});

async function pushed() {
  const token = await tokenIn(app, cardOf(await talk.say('coordinator', 'directory on 90')).page?.url);
  const client = server.client(token);
  const user = { userName: 'mei.lin@riverside.example', name: { givenName: 'Mei', familyName: 'Lin' } };
  const { body } = await client.send('POST', '/Users', user);
  const active = { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };
  expect((await client.send('PATCH', `/Users/${body.id}`, active)).status).toBe(200);
  return { id: body.id, name: 'Mei Lin' };
}
