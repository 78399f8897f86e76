import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { usualPace } from '../../../adapters/slack/context.ts';
import { auditEvents } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { slackInstance } from './instance.ts';
import { useSlack, wordsIn } from './school.ts';

const database = useDatabase();
const school = useSlack(database);

test('what Slack takes no answer to, nor that none comes, is answered once it does', async () => {
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
  // Nothing else is said meanwhile: an answer, and that it could not be given.
  school.slack.fail('chat.postMessage', { status: 500, times: 2 });
  await amina.message('add Nora Untold nora.untold@riverside.example sites:hub');
  await until(() => said().some((words) => words.includes('This was done')), 30_000);
  expect(said()).toHaveLength(1);
  expect(await database.db.$count(auditEvents, eq(auditEvents.action, 'user.add'))).toBe(1);
  expect(copy.bugs).toHaveLength(1);
  await copy.stop();
}, 60_000);
