import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEvents } from '../../../db/schema/index.ts';
import { type Queue, startQueue } from '../../../src/jobs/queue.ts';
import { showRequestCopies } from '../../../src/jobs/tasks/show-request.ts';
import { tellAsker } from '../../../src/jobs/tasks/tell-asker.ts';
import { closeRequests } from '../../kit/close-requests.ts';
import { useDatabase } from '../../kit/database.ts';
import { answerCard, requestCard } from '../../kit/job-cards.ts';
import { until } from '../slack/school.ts';
import type { MessageView } from './fake/index.ts';
import { useTeams, type Who, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);
let queue: Queue;
beforeAll(async () => {
  await closeRequests(database.db);
  const { app, adapter } = school;
  queue = await startQueue({
    url: database.url,
    app,
    log: pino({ level: 'silent' }),
    tasks: {
      'show-request': showRequestCopies(app, [adapter.chat], requestCard),
      'tell-asker': tellAsker(app, [adapter.chat], answerCard),
    },
  });
  await school.as('coordinator').type('settings channel:here', school.channel.approvals);
  await school.settled();
});
afterAll(async () => {
  await queue.stop(5_000);
});

/** The newest request's card with these words, as someone sees it. */
const shown = (who: Who, words: string): MessageView | undefined =>
  school
    .as(who)
    .sees(school.channel.approvals)
    .filter((m) => wordsIn(m).includes(words))
    .at(-1);

async function asked(who: Who, reason: string): Promise<void> {
  const client = school.as(who);
  await client.press(await school.next(who, () => client.type('reset', school.direct(who))), 'Open the form');
  client.fill({ reason });
  await client.submit();
  await until(() => shown('coordinator', reason));
}

/** Their own view of it, as Teams fetches it once they look. */
async function own(who: Who, reason: string): Promise<MessageView> {
  await school.as(who).look(school.channel.approvals);
  const view = shown(who, reason);
  if (!view) throw new Error('nothing is shown');
  return view;
}

const decisions = async () =>
  (await database.db.select().from(auditEvents)).filter(({ action }) => action === 'reset.decide');

test('two who press at the same moment: one decides, and the other reads who was first', async () => {
  await asked('teacher', 'two at once');
  const views = await Promise.all([own('coordinator', 'two at once'), own('admin', 'two at once')]);
  const before = (await decisions()).length;
  const answers = await Promise.all([
    school.as('coordinator').press(views[0] as MessageView, 'Approve'),
    school.as('admin').press(views[1] as MessageView, 'Approve'),
  ]);
  await school.settled();
  expect((await decisions()).length - before).toBe(1);
  const words = answers.map(({ body }) => JSON.stringify(body));
  expect(words.filter((each) => /approved this request already/.test(each))).toHaveLength(1);
  await until(() => wordsIn(shown('teacher', 'Approved by')).includes('Approved by'));
});

test('a view that is out of date decides nothing, and is brought up to date', async () => {
  await asked('teacher', 'out of date');
  const stale = await own('admin', 'out of date');
  await school.as('coordinator').press(await own('coordinator', 'out of date'), 'Approve');
  await school.settled();
  const before = (await decisions()).length;
  const { body } = await school.as('admin').press(stale, 'Approve');
  expect(JSON.stringify(body)).toMatch(/Amina Rahman approved this request already/);
  await school.settled();
  expect((await decisions()).length).toBe(before);
  await until(() => shown('admin', 'out of date')?.labels.length === 0);
});

test('a refusal with its reason, asked for in the channel, is said to all in the card alone', async () => {
  await asked('teacher', 'to be denied');
  const before = school.as('teacher').sees(school.channel.approvals).length;
  const amina = school.as('coordinator');
  await amina.press(await own('coordinator', 'to be denied'), 'Deny');
  amina.fill({ reason: '<at>everyone</at> not today' });
  const delivery = await amina.submit();
  await Promise.all([amina.redeliver(delivery), amina.redeliver(delivery)]);
  await school.settled();
  await until(() => wordsIn(shown('teacher', 'to be denied')).includes('Denied by Amina'));
  expect(school.as('teacher').sees(school.channel.approvals)).toHaveLength(before);
  await until(() => wordsIn(school.as('teacher').last(school.direct('teacher'))).includes('not today'));
});
