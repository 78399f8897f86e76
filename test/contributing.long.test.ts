import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
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
const run = (bin: string, ...args: string[]) => runWith({ DATABASE_URL_TEST: inject('serverUrl') }, bin, ...args);

const runWith = (env: Record<string, string>, bin: string, ...args: string[]) =>
  exec(process.execPath, [join('node_modules', ...bin.split('/')), ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  }).catch((error) => Promise.reject(new Error(`${error.stdout}\n${error.stderr}`)));

/** The files that CONTRIBUTING.md writes down, each a block with its path as the first line. */
async function examples(): Promise<{ path: string; content: string }[]> {
  const page = await readFile(new URL('CONTRIBUTING.md', packageRoot), 'utf8');
  return [...page.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)].map(([, path = '', content = '']) => ({ path, content }));
}

beforeAll(async () => {
  // At the same place each time: what Vitest keeps of compiled files goes by their paths, and it is kept beside the project's own.
  const project = createHash('sha256').update(packageRoot.href).digest('hex').slice(0, 12);
  folder = join(tmpdir(), `staffroom-contributing-${project}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
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
  // With what it stands on, and not all else: that has its types without it, and is four times as much.
  const files = [...(await examples()).map(({ path }) => path), 'test/kit/global-setup.ts'];
  await writeFile(
    join(folder, 'tsconfig.example.json'),
    JSON.stringify({ extends: './tsconfig.json', include: [], files }),
  );
  await run('typescript/bin/tsc', '--project', 'tsconfig.example.json', '--singleThreaded');
});

test('with it, the tests of commands and of who imports whom hold', async () => {
  const held = ['test/bot/commands', 'test/boundaries'];
  await run('vitest/vitest.mjs', 'run', '--project', 'quick', ...held);
}, 60_000);

test('a PostgreSQL for the tests that is not there is named, and nothing else is blamed', async () => {
  const away = 'postgres://nobody:x@127.0.0.1:9/postgres';
  const ran = runWith({ DATABASE_URL_TEST: away }, 'vitest/vitest.mjs', 'run', 'test/release.test.ts');
  const said = await ran.then(
    () => 'it ran',
    ({ message }) => message as string,
  );
  expect(said).toContain('ECONNREFUSED');
  expect(said).not.toContain('is not a function');
});
