import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { usualPace } from '../../../adapters/teams/context.ts';
import { auditEvents } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { teamsInstance } from './instance.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database, { canFail: true });

test('what neither Teams nor the queue takes an answer to is answered once they do', async () => {
  const copy = await teamsInstance(school.app, school.teams, { pace: { ...usualPace, typingAfterMs: 30_000 } });
  school.teams.connect(copy.url);
  copy.inbox.begin([{ platform: 'teams', carryOut: copy.adapter.carryOut }]);
  const amina = school.as('coordinator');
  const own = school.direct('coordinator');
  const said = () =>
    amina
      .sees(own)
      .filter((m) => m.fromBot)
      .map(wordsIn);
  const done = () => database.db.$count(auditEvents, eq(auditEvents.action, 'user.add'));
  school.teams.fail(/POST .*activities$/, { status: 500, delayMs: 600 });
  const typed = amina.type('add Nora Untold nora.untold@riverside.example sites:hub', own);
  // It is being told at that moment.
  await until(async () => (await done()) === 1);
  await school.database(false);
  expect((await typed).status).toBe(200);
  await copy.adapter.settled(20_000);
  await school.database(true);
  await until(() => said().some((words) => words.includes('This was done')), 30_000);
  expect(said()).toHaveLength(1);
  expect(await done()).toBe(1);
  expect(copy.bugs).toEqual([]);
  await copy.stop();
}, 60_000);
