import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { usualPace } from '../../../adapters/teams/context.ts';
import { auditEvents } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { teamsInstance } from './instance.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);

test('what Teams takes no answer to, nor that none comes, is answered once it does', async () => {
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
  // Nothing else is said meanwhile: an answer that is tried three times, and that it could not be given, three times.
  school.teams.fail(/POST .*activities$/, { status: 500, times: 2 });
  const { status } = await amina.type('add Nora Untold nora.untold@riverside.example sites:hub', own);
  expect(status).toBe(200);
  await until(() => said().some((words) => words.includes('This was done')), 30_000);
  expect(said()).toHaveLength(1);
  expect(await database.db.$count(auditEvents, eq(auditEvents.action, 'user.add'))).toBe(1);
  expect(copy.bugs).toHaveLength(1);
  await copy.stop();
}, 60_000);
