import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeEmbedded } from '../../db/embedded/embedded.ts';
import { exists } from '../../db/embedded/exists.ts';
import { readConfig } from '../../src/program/config/config.ts';
import { start } from '../../src/program/start.ts';
import { type FakeSlack, fakeSlack } from '../adapters/slack/fake/index.ts';
import { useOpened } from '../kit/opened.ts';
import { letServerIn } from '../kit/server-folder.ts';
import { schoolSettings, slackSettings } from '../kit/settings.ts';

/** `npm start -- --fresh`, on the embedded database. */

const slack: FakeSlack = useOpened(
  () => fakeSlack({ rateLimits: false }),
  ({ close }) => close(),
);
let dataDir: string;
/** Something in it, to see whether all of it went. */
let kept: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'staffroom-fresh-'));
  await letServerIn(folder);
  dataDir = join(folder, '.data');
  kept = join(dataDir, 'kept');
});
afterAll(async () => {
  await removeEmbedded(join(dataDir, 'postgres'));
  await rm(join(dataDir, '..'), { recursive: true, force: true });
});

async function startAndStop(env: Record<string, string>, fresh = false): Promise<void> {
  const config = readConfig({ PORT: '0', ...env });
  if ('wrong' in config) throw new Error(config.wrong.join());
  const running = await start({ config, dataDir, fresh, log: pino({ level: 'silent' }) });
  await running.stop();
}

test('deletes the sample school, and no school of one’s own', async () => {
  await startAndStop({});
  await writeFile(kept, '');
  const { DATABASE_URL, SECRET_KEY, ...chat } = slackSettings('', slack);
  const own = { ...chat, ...schoolSettings('amina.rahman@riverside.example'), CENTRE_NUMBER: 'KE204' };
  await startAndStop(own, true);
  expect(await exists(kept)).toBe(false);

  await writeFile(kept, '');
  const refused = /^--fresh: a school is kept here.* npm run backup, then delete \S+\.data yourself/;
  await expect(startAndStop(own, true)).rejects.toThrow(refused);
  await expect(startAndStop({}, true)).rejects.toThrow(refused);
  expect(await exists(kept)).toBe(true);
  await startAndStop(own);
});

test('deletes nothing of which it can’t be told whose it is', async () => {
  const version = join(dataDir, 'postgres', 'cluster', 'data', 'PG_VERSION');
  const made = await readFile(version, 'utf8');
  await writeFile(version, '14\n');
  await expect(startAndStop({}, true)).rejects.toThrow(
    /made by PostgreSQL 14.* delete \.data\/postgres, and start again/,
  );
  await writeFile(version, made);
  expect(await exists(kept)).toBe(true);
});
