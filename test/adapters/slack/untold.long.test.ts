import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { usualPace } from '../../../adapters/slack/context.ts';
import { auditEvents } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { slackInstance } from './instance.ts';
import { useSlack, wordsIn } from './school.ts';

const database = useDatabase();
const school = useSlack(database, { canFail: true });

test('what neither Slack nor the queue takes an answer to is answered once they do', async () => {
  const copy = await slackInstance(school.app, school.slack, { pace: { ...usualPace, workingAfterMs: 30_000 } });
  school.slack.connectHttp(`${copy.url}/slack/events`);
  copy.inbox.begin([{ platform: 'slack', carryOut: copy.adapter.carryOut }]);
  const amina = school.as('coordinator');
  const own = school.slack.direct(school.id.coordinator);
  const said = () =>
    amina
      .sees(own)
      .filter((m) => m.user !== school.id.coordinator)
      .map(wordsIn);
  const done = () => database.db.$count(auditEvents, eq(auditEvents.action, 'user.add'));
  school.slack.fail('chat.postMessage', { status: 500, delayMs: 600, times: 1 });
  await amina.message('add Nora Untold nora.untold@riverside.example sites:hub');
  // It is being told at that moment.
  await until(async () => (await done()) === 1);
  await school.database(false);
  await copy.adapter.settled(20_000);
  await school.database(true);
  await until(() => said().some((words) => words.includes('This was done')), 30_000);
  expect(said()).toHaveLength(1);
  expect(await done()).toBe(1);
  await copy.stop();
}, 60_000);
