import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/program/config/config.ts';
import { start } from '../../src/program/start.ts';
import { type FakeSlack, fakeSlack } from '../adapters/slack/fake/index.ts';
import { useDatabase } from '../kit/database.ts';
import { useOpened } from '../kit/opened.ts';
import { schoolSettings, slackSettings } from '../kit/settings.ts';

const database = useDatabase();
const slack: FakeSlack = useOpened(
  () => fakeSlack({ rateLimits: false }),
  ({ close }) => close(),
);

/** What a start with this COORDINATOR_EMAIL warns of. */
async function warned(email: string): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-coordinator-'));
  const config = readConfig({ ...slackSettings(database.url, slack), ...schoolSettings(email) });
  if ('wrong' in config) throw new Error(config.wrong.join());
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => said.push(JSON.parse(line).msg) });
  const running = await start({ config, dataDir, log });
  await running.stop();
  await rm(dataDir, { recursive: true });
  return said.filter((line) => line.startsWith('COORDINATOR_EMAIL'));
}

test('a start that makes the school says nothing; a later one with another COORDINATOR_EMAIL says which command lets them in', async () => {
  expect(await warned('amina.rahman@riverside.example')).toEqual([]);
  expect(await warned('joseph.mwangi@riverside.example')).toEqual([
    expect.stringMatching(/npm run coordinator -- joseph\.mwangi@riverside\.example --centre IN123/),
  ]);
});
