import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usualPace } from '../../../adapters/slack/context.ts';
import { auditEvents, deliveries } from '../../../db/schema/index.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import type { Delivery } from './fake/index.ts';
import { type SlackSchool, slackSchool, wordsIn } from './school.ts';

/** What is ready goes with the acknowledgement; what only reads is kept nowhere, and what changes something always. */

describe.each(['http', 'socket'] as const)('over %s', (by) => {
  let database: TestDatabase;
  let school: SlackSchool;
  const pace = { ...usualPace, holdMs: 10_000 };
  beforeAll(async () => {
    database = await testDatabase();
    school = await slackSchool(database, { socket: by === 'socket', pace });
  });
  afterAll(async () => {
    expect(school.slack.violations).toEqual([]);
    expect(school.bugs).toEqual([]);
    await school.stop();
    await database.close();
  });

  const amina = () => school.as('coordinator');
  const staff = () => school.channel.staff;
  const kept = () => database.db.$count(deliveries);
  const seen = () => amina().sees(staff());

  /** What it brings: the methods that were called for it, what was kept, and what is new to read. */
  async function brings(act: () => Promise<Delivery>) {
    await school.adapter.settled(10_000);
    const before = { kept: await kept(), calls: school.slack.calls.length, seen: seen().length };
    const delivery = await act();
    await school.adapter.settled(10_000);
    return {
      delivery,
      calls: school.slack.calls.slice(before.calls).map(({ method }) => method),
      kept: (await kept()) - before.kept,
      words: seen().slice(before.seen).map(wordsIn),
    };
  }
  const say = (line: string) => brings(() => amina().command(`/staff ${line}`, staff()));

  test('an answer that is ready is the acknowledgement, for the one alone who asked', async () => {
    await say('whoami');
    for (const [line, words] of [
      ['show ben.okafor@riverside.example', 'Ben Okafor'],
      ['list', 'Next page'],
      ['help', 'What you can do here'],
      ['sospend', 'Did you mean'],
    ] as const) {
      const answer = await say(line);
      expect(answer).toMatchObject({ calls: ['command ack'], kept: 0, words: [expect.stringContaining(words)] });
      expect(answer.delivery.body).toMatchObject({ response_type: 'ephemeral' });
    }
    expect(school.as('teacher').sees(staff())).toEqual([]);
  });

  test('what changes something is kept before it is done, and has an answer that can be tried again', async () => {
    const done = () => database.db.$count(auditEvents, eq(auditEvents.action, 'user.add'));
    const before = await done();
    const answer = await say(`add Nora Lind nora.${by}@riverside.example sites:hub`);
    expect(answer).toMatchObject({ calls: ['response_url'], kept: 1, words: [expect.stringContaining('is added')] });
    expect(answer.delivery.body).toBeUndefined();
    expect(await done()).toBe(before + 1);
    const again = await brings(() => amina().redeliver(answer.delivery));
    expect(again).toMatchObject({ calls: [], kept: 0, words: [] });
    expect(await done()).toBe(before + 1);
  });

  test('a question is asked once, however often it is brought', async () => {
    const answer = await say('suspend ben.okafor@riverside.example');
    expect(answer).toMatchObject({ kept: 1, words: [expect.stringContaining('Okafor')] });
    expect(await brings(() => amina().redeliver(answer.delivery))).toMatchObject({ kept: 0, words: [] });
  });

  test('words that a dialog answers are kept, and what is wrong in it is the acknowledgement', async () => {
    expect(await say('add')).toMatchObject({ calls: ['views.open'], kept: 1 });
    await until(() => amina().modal());
    amina().fill({
      'people.0.firstName': 'Ben',
      'people.0.lastName': 'Okafor',
      'people.0.email': 'a..b@riverside.example',
    });
    const refused = await brings(() => amina().submit());
    expect(refused).toMatchObject({ calls: [], delivery: { body: { response_action: 'errors' } } });
    amina().closeModal({ all: true });
  });

  test('what was filled in is kept where the dialog closes before it is answered', async () => {
    await say('show');
    await until(() => amina().modal());
    const [found] = await amina().suggest('person', 'ben.okafor');
    amina().fill({ person: found?.value ?? '' });
    expect(await brings(() => amina().submit())).toMatchObject({
      kept: 1,
      delivery: { body: { response_action: 'clear' } },
      words: [expect.stringContaining('Ben Okafor')],
    });
  });

  test('a press that only reads is kept nowhere', async () => {
    await say('list');
    const list = seen().at(-1);
    if (!list) throw new Error('no list');
    const answer = await brings(() => amina().press(list, 'Show'));
    expect(answer).toMatchObject({ calls: ['response_url'], kept: 0, words: [expect.stringContaining('E-mail')] });
  });

  test('what is not ready soon is kept, acknowledged without it, and answered then', async () => {
    pace.holdMs = 0;
    const answer = await say('show ben.okafor@riverside.example');
    pace.holdMs = 10_000;
    expect(answer).toMatchObject({ calls: ['response_url'], kept: 1, words: [expect.stringContaining('Ben Okafor')] });
    expect(answer.delivery.body).toBeUndefined();
  });
});
