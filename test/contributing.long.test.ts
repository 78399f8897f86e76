import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';

/** All that the project consists of, but for what it is run with. */
const parts = [
  'src',
  'adapters',
  'db',
  'manifest',
  'test',
  'package.json',
  'tsconfig.json',
  'biome.json',
  '.gitignore',
];
const settings = ['vitest.config.ts', 'drizzle.config.ts'];

let folder: string;
const exec = promisify(execFile);

/** Runs one of the project's tools in the copy. @throws with what it said, where it ends with a fault */
const run = (bin: string, ...args: string[]) =>
  exec(process.execPath, [join('node_modules', ...bin.split('/')), ...args], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL_TEST: inject('serverUrl') },
  }).catch((error) => Promise.reject(new Error(`${error.stdout}\n${error.stderr}`)));

/** The files that CONTRIBUTING.md writes down, each a block with its path as the first line. */
async function examples(): Promise<{ path: string; content: string }[]> {
  const page = await readFile(new URL('CONTRIBUTING.md', packageRoot), 'utf8');
  return [...page.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)].map(([, path = '', content = '']) => ({ path, content }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'staffroom-contributing-'));
  for (const part of [...parts, ...settings])
    await cp(new URL(part, packageRoot), join(folder, part), { recursive: true });
  await symlink(fileURLToPath(new URL('node_modules', packageRoot)), join(folder, 'node_modules'));
  for (const { path, content } of await examples()) {
    await cp(join(folder, 'test/kit/clock.ts'), join(folder, path));
    await writeFile(join(folder, path), content);
  }
  await run('tsx/dist/cli.mjs', 'manifest/make.ts');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a command and its test are written down', async () => {
  expect((await examples()).map(({ path }) => path)).toEqual([
    'src/bot/commands/greet.ts',
    'test/bot/commands/greet.test.ts',
  ]);
});

test('the example is one that lints and has its types', async () => {
  await run('@biomejs/biome/bin/biome', 'check', ...(await examples()).map(({ path }) => path));
  await run('typescript/bin/tsc', '--noEmit');
}, 60_000);

test('with it, the tests of commands and of who imports whom hold', async () => {
  const held = ['test/bot/commands', 'test/boundaries'];
  await run('vitest/vitest.mjs', 'run', '--project', 'quick', ...held);
}, 60_000);
