import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/program/config/config.ts';
import { start } from '../../src/program/start.ts';
import { talk } from '../../src/ui/sentences/bot.ts';
import { type FakeSlack, fakeSlack } from '../adapters/slack/fake/index.ts';
import { wordsIn } from '../adapters/slack/school.ts';
import { useDatabase } from '../kit/database.ts';
import { useOpened } from '../kit/opened.ts';
import { schoolSettings, slackSettings } from '../kit/settings.ts';
import { slowDatabase } from '../kit/slow-database.ts';
import { until } from '../kit/until.ts';

const database = useDatabase();
const slack: FakeSlack = useOpened(
  () => fakeSlack({ rateLimits: false }),
  ({ close }) => close(),
);

test('whoever still waits for a table that is locked is told so before it ends', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-stop-'));
  const email = 'amina.rahman@riverside.example';
  const config = readConfig({
    ...slackSettings(database.url, slack),
    ...schoolSettings(email),
  });
  if ('wrong' in config) throw new Error(config.wrong.join());
  const running = await start({ config, dataDir, log: pino({ level: 'silent' }), takenMs: 300 });
  slack.connectHttp(`${running.url}/slack/events`);
  const amina = slack.addPerson({ name: 'Amina Rahman', email }).id;
  const client = slack.as(amina);
  // More than the pool has connections: some wait for their turn.
  const channels = Array.from({ length: 15 }, (_, i) =>
    slack.addChannel({ name: `c${i}`, members: [amina], botIn: false }),
  ).map(({ id }) => id);
  const said = (channel: string) => client.sees(channel).map(wordsIn).join('\n');
  const [first = '', ...others] = channels;
  await client.command('/staff whoami', first);
  await until(() => said(first).includes(email));

  const unlock = await slowDatabase(database.url);
  const taken = await Promise.all(others.map((channel) => client.command('/staff whoami', channel)));
  expect(new Set(taken.map(({ status }) => status))).toEqual(new Set([200]));
  await running.stop();
  for (const channel of others) expect(said(channel)).toContain(talk.tryAgain);
  expect(slack.violations).toEqual([]);
  await unlock();
  await rm(dataDir, { recursive: true });
});
