import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { fakeSlack } from './fake/index.ts';
import { slackInstance } from './instance.ts';
import { useSlack, wordsIn } from './school.ts';

/** Socket Mode: without a public address, over connections that Slack takes away every few hours. */

const database = useDatabase();
const school = useSlack(database, { socket: true });
afterEach(async () => {
  await until(() => school.slack.sockets() === 2, 20_000);
}, 30_000);

/** What bolt writes about lost connections is no bug. */
const forgetLogs = () => school.bugs.splice(0).filter((bug) => !String(bug).startsWith('Slack: '));

test('a command, a form with a search and a file, an answer', async () => {
  const amina = school.as('coordinator');
  const { staff } = school.channel;
  await amina.command('/staff suspend', staff);
  await until(() => amina.modal());
  const [found] = await amina.suggest('people', 'jose');
  expect(found?.text).toBe('José Álvarez');
  amina.fill({ people: found?.value ?? '' });
  const question = await school.next('coordinator', () => amina.submit(), staff);
  expect(wordsIn(question)).toContain('José Álvarez');
  await amina.press(question, 'Suspend');
  await until(() => wordsIn(amina.sees(staff).at(-1)).includes('is suspended'));

  await amina.command('/staff add', staff);
  await until(() => amina.modal());
  amina.fill({
    file: { name: 'new.csv', content: 'first name,last name,e-mail,sites\nZoë,Meyer,zoe@riverside.example,hub\n' },
  });
  const preview = await school.next('coordinator', () => amina.submit(), staff);
  expect(wordsIn(preview)).toContain('All can be added');
  await amina.openHome();
  await until(() => amina.home());
});

test.each(['refresh_requested', 'warning', 'cut'] as const)(
  'one of the two connections goes (%s) while a hundred commands come: all are answered',
  async (how) => {
    expect(school.slack.sockets()).toBe(2);
    const amina = school.as('coordinator');
    const { staff } = school.channel;
    const before = amina.sees(staff).length;
    const sent = [];
    for (let i = 0; i < 100; i += 1) {
      // What is on a line that is cut is lost, whoever is at its end: on a busy machine that would be a command.
      if (i === 30 && how === 'cut') await Promise.all(sent);
      if (i === 30) school.slack.dropSocket(how);
      sent.push(amina.command('/staff help', staff));
      await delay(20);
    }
    const acks = await Promise.all(sent);
    expect(acks.filter((ack) => ack.problem)).toEqual([]);
    await school.adapter.settled(20_000);
    const seen = amina.sees(staff).slice(before).map(wordsIn);
    const answers = seen.filter((words) => words !== say.working);
    expect(answers).toHaveLength(100);
    expect(new Set(answers)).toHaveLength(1);
    await school.adapter.check();
    expect(forgetLogs()).toEqual([]);
  },
  60_000,
);

test('both are gone: that is known, and they come back', async () => {
  await school.adapter.check();
  school.slack.refuseSockets(true);
  school.slack.dropSocket('cut');
  school.slack.dropSocket('cut');
  const state = () =>
    school.adapter.check().then(
      () => 'there',
      () => 'gone',
    );
  await expect.poll(state, { timeout: 10_000 }).toBe('gone');
  // Refused more than once, it tries again.
  await delay(1_500);
  expect(await state()).toBe('gone');
  school.slack.refuseSockets(false);
  await expect.poll(state, { timeout: 20_000 }).toBe('there');
  const answer = await school.next('coordinator', () => school.as('coordinator').message('whoami'));
  expect(wordsIn(answer)).toContain('amina.rahman@');
  await until(() => school.slack.sockets() === 2, 20_000);
  expect(forgetLogs()).toEqual([]);
}, 60_000);

test.each([
  ['says that the token is revoked', { error: 'invalid_auth' }],
  ['is broken', { error: 'internal_error' }],
  ['is away', { status: 503 }],
])(
  'Slack %s when a connection is made anew: the program lives on, and tries again',
  async (_, how) => {
    school.slack.fail('apps.connections.open', { ...how, times: 2 });
    school.slack.dropSocket('cut');
    await until(() => school.slack.sockets() === 2, 30_000);
    expect(forgetLogs()).toEqual([]);
  },
  60_000,
);

test('of two connections that were made at once one is made anew early: Slack will not end both at once', async () => {
  const slack = await fakeSlack({ socketSeconds: 2 });
  const copy = await slackInstance(school.app, slack, { receive: { appToken: slack.appToken } });
  let least = 2;
  const made = () => {
    least = Math.min(least, slack.sockets());
    return slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
  };
  await copy.adapter.start();
  expect(made()).toBe(2);
  await until(() => made() === 3 && slack.sockets() === 2, 10_000);
  expect(least).toBe(1);
  await copy.stop();
  await slack.close();
});

describe('the start', () => {
  test('is refused with a sentence where Slack refuses the app token', async () => {
    const copy = await slackInstance(school.app, school.slack, { receive: { appToken: 'xapp-1-A00-wrong' } });
    await expect(copy.adapter.start()).rejects.toThrow(/^SLACK_APP_TOKEN: Slack refuses it \(invalid_auth\)/);
    await expect(copy.adapter.check()).rejects.toThrow();
    await copy.stop();
  });

  test('and the end, while no connection can be made', async () => {
    const copy = await slackInstance(school.app, school.slack, { receive: { appToken: school.slack.appToken } });
    await copy.adapter.start();
    expect(school.slack.sockets()).toBe(4);
    school.slack.refuseSockets(true);
    for (let i = 0; i < 4; i += 1) school.slack.dropSocket('cut');
    await delay(2_500);
    await copy.stop();
    school.slack.refuseSockets(false);
    await until(() => school.slack.sockets() === 2, 20_000);
    // It does not come back.
    await delay(2_000);
    expect(school.slack.sockets()).toBe(2);
    forgetLogs();
  }, 60_000);
});
