import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditEvents, users } from '../../../db/schema/index.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { slowDatabase } from '../../kit/slow-database.ts';
import { until } from '../../kit/until.ts';
import type { Delivery } from './fake/index.ts';
import { type SlackInstance, slackInstance } from './instance.ts';
import { type SlackSchool, slackSchool, wordsIn } from './school.ts';

/** What Slack delivers again, and what is pressed twice, has one effect and one answer, whichever copy takes it. */

describe.each(['http', 'socket'] as const)('over %s', (by) => {
  let database: TestDatabase;
  let school: SlackSchool;
  let copies: SlackInstance[];
  beforeAll(async () => {
    database = await testDatabase();
    school = await slackSchool(database, { socket: by === 'socket' });
    // Copies of the program on one database: over sockets Slack sends to each in turn.
    const how = by === 'socket' ? { receive: { appToken: school.slack.appToken } } : {};
    copies = [await slackInstance(school.app, school.slack, how), await slackInstance(school.app, school.slack, how)];
    for (const copy of copies) await copy.adapter.start();
    if (by === 'http') school.slack.connectHttp(at(0));
  });
  afterEach(async () => {
    school.as('coordinator').closeModal({ all: true });
    expect(school.slack.violations.splice(0)).toEqual([]);
    expect([school, ...copies].flatMap((each) => each.bugs.splice(0))).toEqual([]);
  });
  afterAll(async () => {
    for (const copy of copies) await copy.stop();
    await school.stop();
    await database.close();
  });

  const settled = () => Promise.all([school, ...copies].map((each) => each.adapter.settled(20_000)));
  const amina = () => school.as('coordinator');
  const answers = (channel: string) =>
    amina()
      .sees(channel)
      .filter((m) => m.user !== school.id.coordinator);

  const at = (index: number) => `${copies[index]?.url}/slack/events`;

  /** The same once more, as Slack does after it heard no answer; with HTTP to the other copy. */
  function again(delivery: Delivery): Promise<Delivery> {
    if (by === 'http') school.slack.connectHttp(at(1));
    const sent = amina().redeliver(delivery);
    if (by === 'http') school.slack.connectHttp(at(0));
    return sent;
  }

  /** Answers that come of an act and of its repetitions, one after another. */
  async function said(channel: string, act: () => Promise<Delivery>): Promise<string[]> {
    await settled();
    const before = answers(channel).length;
    const delivery = await act();
    await settled();
    await again(delivery);
    await amina().redeliver(delivery);
    await settled();
    return answers(channel).slice(before).map(wordsIn);
  }

  const done = async (action: string) =>
    database.db.$count(auditEvents, and(eq(auditEvents.action, action), eq(auditEvents.outcome, 'done')));

  test('an event, a command, a press, and a filled form', async () => {
    const { staff } = school.channel;
    const direct = school.slack.direct(school.id.coordinator);
    expect(await said(direct, () => amina().message('whoami'))).toHaveLength(1);
    const suspend = '/staff suspend ben.okafor@riverside.example';
    expect(await said(staff, () => amina().command(suspend, staff))).toHaveLength(1);
    const card = answers(staff).at(-1);
    if (!card) throw new Error('no card');
    const before = await done('user.suspend');
    await said(staff, () => amina().press(card, 'Suspend'));
    expect(await done('user.suspend')).toBe(before + 1);
    expect(wordsIn(answers(staff).at(-1))).toContain('Ben Okafor is suspended');

    await amina().command('/staff add', staff);
    await until(() => amina().modal());
    amina().fill({
      'people.0.firstName': 'Nora',
      'people.0.lastName': 'Lind',
      'people.0.email': 'nora.lind@riverside.example',
      'people.0.sites': ['hub'],
    });
    expect(await said(staff, () => amina().submit())).toEqual([expect.stringContaining('Nora Lind')]);
    expect(await database.db.$count(users, eq(users.email, 'nora.lind@riverside.example'))).toBe(1);
  });

  test('the same thing at the same moment, at both copies', async () => {
    const { staff } = school.channel;
    await amina().command('/staff suspend jose.alvarez@riverside.example', staff);
    await settled();
    const card = answers(staff).at(-1);
    if (!card) throw new Error('no card');
    const before = await done('user.suspend');
    const press = await amina().press(card, 'Suspend');
    await Promise.all([again(press), amina().redeliver(press)]);
    // Two presses of a finger that slipped are two deliveries.
    await Promise.all([amina().press(card, 'Suspend'), amina().press(card, 'Suspend')]);
    await settled();
    expect(await done('user.suspend')).toBe(before + 1);

    const direct = school.slack.direct(school.id.coordinator);
    const count = answers(direct).length;
    const event = { type: 'message', channel_type: 'im', user: school.id.coordinator, channel: direct };
    const { payload } = await school.slack.event(school.slack.team.id, { ...event, subtype: 'message_changed' });
    const words = { ...payload, event_id: `Ev${by}TWICE`, event: { ...event, text: 'whoami', ts: '1.1' } };
    const once: Delivery = { sent: true, kind: 'event', payload: words, status: 0, body: undefined, ms: 0 };
    await Promise.all([again(once), amina().redeliver(once), again(once), amina().redeliver(once)]);
    await settled();
    expect(answers(direct).slice(count).map(wordsIn)).toEqual([expect.stringContaining('amina.rahman@')]);
  });

  test('while the database is slow', async () => {
    const { staff } = school.channel;
    const direct = school.slack.direct(school.id.coordinator);
    const count = answers(direct).length;
    const counts = answers(staff).length;
    await settled();
    const over = await slowDatabase(database.url);
    const [message, command] = await Promise.all([amina().message('whoami'), amina().command('/staff whoami', staff)]);
    await Promise.all([again(message), again(command)]);
    await over();
    await settled();
    const isAnswer = (words: string) => words.includes('amina.rahman@');
    // In the person's own chat the answer takes the place of the line that says that it takes a moment.
    expect(answers(direct).slice(count).map(wordsIn)).toEqual([expect.stringContaining('amina.rahman@')]);
    expect(answers(staff).slice(counts).map(wordsIn).filter(isAnswer)).toHaveLength(1);
  }, 60_000);
});
