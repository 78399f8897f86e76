import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { makeSampleCentre } from '../../db/sample/centre.ts';
import { mailServer } from '../../db/schema/index.ts';
import { readConfig } from '../../src/program/config/config.ts';
import { start } from '../../src/program/start.ts';
import { bind } from '../adapters/kit/sample-school.ts';
import { fakeSlack } from '../adapters/slack/fake/index.ts';
import { useDatabase } from '../kit/database.ts';
import { slackSettings } from '../kit/settings.ts';
import { until } from '../kit/until.ts';

const hour = 3_600_000;
const database = useDatabase();

test('a clock that is wrong is named in /readyz, and mails that wait beside it', async () => {
  const slack = await fakeSlack({ rateLimits: false });
  const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-clock-'));
  await makeSampleCentre(database.db, new Date());
  await bind(database, 'slack', slack.team.id);
  const config = readConfig({
    ...slackSettings(database.url, slack),
  });
  if ('wrong' in config) throw new Error(config.wrong.join('\n'));
  slack.advance(hour);
  const said: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => said.push(line) });
  const staffroom = await start({ config, log, dataDir });
  const missing = async () =>
    ((await (await fetch(`${staffroom.url}/readyz`)).json()) as { missing: string[] }).missing;
  await until(async () => (await missing()).includes('clock'));
  expect(await missing()).toEqual(['clock']);
  expect(said).toEqual([expect.stringContaining('an hour behind that of Slack')]);
  // Beside it: what keeps nobody from work is named, and is nothing that is missing.
  const trouble = { failingSince: new Date(), why: 'setting', problem: 'EAUTH 535', tries: 2 };
  await database.db.update(mailServer).set(trouble);
  const { notes } = (await (await fetch(`${staffroom.url}/readyz`)).json()) as { notes: { mail: string } };
  expect(notes.mail).toMatch(/refuses the sender .* Mails wait since/);
  expect(await missing()).toEqual(['clock']);
  await staffroom.stop();
  await slack.close();
  await rm(dataDir, { recursive: true, force: true });
});
