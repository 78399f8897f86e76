import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../../src/lib/package-root.ts';

/** What is run is what the sources say, in a project of four files. */

const execute = promisify(execFile);
const real = (path: string) => fileURLToPath(new URL(path, packageRoot));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'staffroom build é-'));
  for (const part of ['src/build', 'package.json', 'package-lock.json', 'tsconfig.json'])
    await cp(real(part), join(folder, part), { recursive: true });
  await symlink(real('node_modules'), join(folder, 'node_modules'));
  await write('db/word.ts', "export const word: string = 'one';");
  await write('src/main.ts', "import { word } from '../db/word.ts';\nconsole.log(word);");
  await write('src/gone.ts', 'export {};');
  await write('adapters/playground/bundle.ts', "export const bundleClient = async (): Promise<string> => 'script';");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
}
const begin = () => execute(process.execPath, ['src/build/run.js', 'src/main.js'], { cwd: folder });
const run = async () => (await begin()).stdout.trim();
const builds = async () => (await readdir(join(folder, 'dist'))).filter((name) => !name.startsWith('packages-'));

test('compiles once, and again when a source is another, whatever the clock says', async () => {
  expect(await run()).toBe('one');
  const first = await builds();
  expect(await run()).toBe('one');
  expect(await builds()).toEqual(first);
  await write('db/word.ts', "export const word: string = 'two';");
  await utimes(join(folder, 'db/word.ts'), 0, 0);
  expect(await run()).toBe('two');
});

test('it is told that it compiles, once, before it does', async () => {
  await write(
    'told.js',
    "import { compile } from './src/build/compile.js';\nawait compile(() => console.log('compiling'));",
  );
  const told = async () => (await execute(process.execPath, ['told.js'], { cwd: folder })).stdout;
  expect([await told(), await told()]).toEqual(['compiling\n', '']);
});

test('what is run has its own name, and is given what follows', async () => {
  await write('src/main.ts', 'console.log(process.argv.slice(1).map((each) => each.replace(/.*dist/, "")).join());');
  const { stdout } = await execute(process.execPath, ['src/build/run.js', 'src/main.js', '--fresh', 'a b'], {
    cwd: folder,
  });
  expect(stdout.trim()).toMatch(/^[\\/]\w+[\\/]src[\\/]main\.js,--fresh,a b$/);
});

test('what packages print for DEBUG, addresses with the secrets of links in them, is not printed', async () => {
  await write('src/main.ts', "console.log('DEBUG is', process.env.DEBUG);");
  const { stdout } = await execute(process.execPath, ['src/build/run.js', 'src/main.js'], {
    cwd: folder,
    env: { ...process.env, DEBUG: '*' },
  });
  expect(stdout.trim()).toBe('DEBUG is undefined');
});

test('a stack trace names places in the sources, and what a package says of its own accord is not taken for our own words', async () => {
  for (const part of ['harmless-error', 'package-root', 'places'])
    await cp(real(`src/lib/${part}.ts`), join(folder, `src/lib/${part}.ts`));
  await write(
    'src/main.ts',
    `import { Secret } from 'otpauth';
import { harmlessError } from './lib/harmless-error.ts';

type Line = number;
const thrown = (run: () => void) => {
  try { run(); } catch (error) { return harmlessError(error); }
};
const own = thrown(() => {
  throw new Error('of our own');
});
const others = thrown(() => void Secret.fromBase32('!'));
console.log(JSON.stringify({ own, others }));`,
  );
  const { own, others } = JSON.parse(await run());
  expect(own.message).toBe('of our own');
  expect(own.stack).toMatch(/^\s+at .*src\/main\.ts:9\)?\n/);
  expect(others.type).toBe('TypeError');
  expect(others.message).toBeUndefined();
  expect(others.stack).toMatch(/dist\/\w+\/node_modules\//);
});

test('packages of another version than the lock names are in no build', async () => {
  await write('src/main.ts', "import 'otpauth';");
  const lock = join(folder, 'package-lock.json');
  const { packages, ...rest } = JSON.parse(await readFile(lock, 'utf8'));
  packages['node_modules/otpauth'].version = '0.0.1';
  await writeFile(lock, JSON.stringify({ packages, ...rest }));
  await expect(begin()).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/otpauth .* Run: npm ci\n$/) });
});

test('a package that is not installed is named', async () => {
  await write('src/main.ts', "import 'not-installed';");
  await expect(begin()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/'not-installed'.*\n.* Run: npm ci\n$/),
  });
});

test('a source that is gone is in no build', async () => {
  await run();
  const [before = ''] = await builds();
  await rm(join(folder, 'src/gone.ts'));
  await run();
  const [after = ''] = (await builds()).filter((name) => name !== before);
  expect(await readdir(join(folder, 'dist', before, 'src'))).toEqual([
    'gone.js',
    'gone.js.places',
    'main.js',
    'main.js.places',
  ]);
  expect(await readdir(join(folder, 'dist', after, 'src'))).toEqual(['main.js', 'main.js.places']);
});

test('the build before is not cleared away, whatever its age: a Staffroom may still run from it; those before it are', async () => {
  const threeHoursAgo = Date.now() / 1_000 - 3 * 3_600;
  const made: string[] = [];
  for (const word of ['one', 'two', 'three']) {
    await write('db/word.ts', `export const word: string = '${word}';`);
    await run();
    const [newest = ''] = (await builds()).filter((name) => !made.includes(name));
    made.push(newest);
    const age = threeHoursAgo + made.length;
    await utimes(join(folder, 'dist', newest), age, age);
  }
  expect((await builds()).sort()).toEqual(made.slice(1).sort());
});

test('several at once, and one that is killed, leave one whole build', async () => {
  const killed = begin();
  await expect.poll(() => builds().catch(() => [])).not.toEqual([]);
  killed.child.kill('SIGKILL');
  await killed.catch(() => {});
  expect(await Promise.all([run(), run(), run()])).toEqual(['one', 'one', 'one']);
  expect((await builds()).filter((name) => !name.startsWith('making-'))).toHaveLength(1);
});

test('without the compiler it runs what is built, and says so where that is not what the sources are', async () => {
  await run();
  await rm(join(folder, 'node_modules'));
  expect(await run()).toBe('one');
  await write('db/word.ts', "export const word: string = 'two';");
  await expect(begin()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The sources have changed since .* Run: npm ci\n$/),
  });
});
