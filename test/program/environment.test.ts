import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnvironment } from '../../src/program/environment.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'staffroom-env-'));
});
afterEach(() => rm(folder, { recursive: true }));

const good = { isFileUnread: false, wrong: [], notes: [] };

test('what .env says holds where the environment says nothing', async () => {
  expect(readEnvironment(folder, { PORT: '1' })).toEqual({ ...good, env: { PORT: '1' } });
  await writeFile(join(folder, '.env'), Buffer.from('\uFEFFPORT=2\r\nHOST=::1\r\n', 'utf16le'));
  expect(readEnvironment(folder, { PORT: '1' })).toEqual({ ...good, env: { PORT: '1', HOST: '::1' } });
});

test('all that is wrong with both is told at once', async () => {
  await writeFile(join(folder, '.env'), 'PROT=2\nHOST 127.0.0.1\nLOG_LEVEL=warn\nLOG_LEVEL=info\n');
  const { wrong, notes } = readEnvironment(folder, { DATABASE_ULR: 'x', SMTP_URL_FILE: 'y' });
  expect(wrong.map((line) => line.split(':')[0])).toEqual(['.env, line 2', 'PROT', 'DATABASE_ULR']);
  expect(notes.map((line) => line.split(':')[0])).toEqual(['LOG_LEVEL', 'SMTP_URL_FILE']);
});

test('a .env that can’t be read is named', async () => {
  await mkdir(join(folder, '.env'));
  expect(readEnvironment(folder, {})).toMatchObject({
    isFileUnread: true,
    wrong: [expect.stringMatching(/\/\.env: it is a folder/)],
  });
});

test('a .env that an editor has named otherwise is said: without it nothing would be set', async () => {
  await writeFile(join(folder, '.env.txt'), 'PORT=2\n');
  expect(readEnvironment(folder, {}).wrong).toEqual([expect.stringMatching(/^\.env: .*Rename/)]);
  await writeFile(join(folder, '.env'), 'PORT=2\n');
  expect(readEnvironment(folder, {})).toEqual({ ...good, env: { PORT: '2' } });
});
