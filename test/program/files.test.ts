import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inPlainWords } from '../../db/embedded/plain-words.ts';
import { fileProblem } from '../../src/lib/file-problem.ts';
import { keptAddress } from '../../src/program/open-address.ts';
import { makePrivate } from '../../src/program/private-files.ts';

/** What lies under `.data`. */

let base: string;
let dir: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'staffroom-files-'));
  dir = join(base, '.data');
});
afterEach(() => rm(base, { recursive: true }));

const modeOf = async (path: string) => (await stat(join(dir, path))).mode & 0o777;
/** Of a root's folder the embedded PostgreSQL's user passes through the first. */
const top = process.getuid?.() === 0 ? 0o711 : 0o700;

test('ASVS 13.3.2: all that is kept is for this user alone, also what is there from before', async () => {
  await mkdir(join(dir, 'sites', 'below'), { recursive: true });
  await chmod(join(dir, 'sites'), 0o777);
  await chmod(dir, 0o755);
  const outside = join(base, 'outside');
  for (const file of [outside, ...['mails.jsonl', 'sites/hub.json', 'sites/below/x'].map((name) => join(dir, name))]) {
    await writeFile(file, 'x');
    await chmod(file, 0o664);
  }
  await symlink(outside, join(dir, 'link'));
  await makePrivate(dir);
  expect([await modeOf(''), await modeOf('sites'), await modeOf('sites/below')]).toEqual([top, 0o700, 0o700]);
  for (const file of ['mails.jsonl', 'sites/hub.json', 'sites/below/x']) expect(await modeOf(file)).toBe(0o600);
  expect((await stat(outside)).mode & 0o777).toBe(0o664);
});

test('the folder is made where there is none', async () => {
  await makePrivate(dir);
  expect(await modeOf('')).toBe(top);
});

test('the secret address stays over a restart, on whichever port, and is another once its file is gone', async () => {
  const file = join(dir, 'open-address');
  const first = keptAddress(file, 'http://localhost:3000/open');
  expect(await readFile(file, 'utf8')).toBe(`${first.address}\n`);
  expect(await modeOf('open-address')).toBe(0o600);
  const second = keptAddress(file, 'http://localhost:3001/open');
  expect(second).toEqual({ secret: first.secret, address: `http://localhost:3001/open#${first.secret}` });
  for (const broken of ['', 'http://localhost:3000/open#short\n', 'rubbish']) {
    await writeFile(file, broken);
    expect(keptAddress(file, 'http://localhost:3000/open').secret).toMatch(/^(?!short)[\w-]{43}$/);
  }
  await rm(file);
  expect(keptAddress(file, 'http://localhost:3000/open').secret).not.toBe(first.secret);
});

test('a folder that can’t be made on a disk that can only be read is not asked back', () => {
  const said = fileProblem(
    Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'mkdir', path: '/srv/.data' }),
  );
  expect(String(said)).toMatch(/\/srv\/\.data: it can’t be made\. .* make that disk writable/);
});

test.each(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EISDIR', 'ENOTDIR', 'EIO'])(
  'a file that can’t be used is named, with what to do: %s',
  (code) => {
    const error = Object.assign(new Error(`${code}: words of the system`), {
      code,
      syscall: 'open',
      path: '/x/.data/y',
    });
    expect(fileProblem(error)).toMatchObject({
      message: expect.stringMatching(/^\/x\/\.data\/y: .{20,}\. .{10,} \(E\w+\)\.$/),
    });
  },
);

test('what is no file’s stays as it is', () => {
  const others = [
    new Error('x'),
    Object.assign(new Error('x'), { code: 'EACCES', syscall: 'connect', path: '/run/socket' }),
    Object.assign(new Error('x'), { code: 'ECONNREFUSED', path: '/x' }),
    'words',
  ];
  for (const other of others) expect(fileProblem(other)).toBe(other);
});

test('a folder in the place of a file, and a file in that of the folder', async () => {
  await mkdir(join(dir, 'open-address'), { recursive: true });
  const said = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return (fileProblem(error) as Error).message;
    }
  };
  const page = 'http://localhost:3000/open';
  expect(said(() => keptAddress(join(dir, 'open-address'), page))).toMatch(
    /^\/.*\/open-address: it is a folder.*(EISDIR)/,
  );
  await rm(dir, { recursive: true });
  await writeFile(dir, '');
  expect(await makePrivate(dir).catch((error) => (fileProblem(error) as Error).message)).toMatch(
    /^\/.*\.data: .*Move it away \(EEXIST\)\.$/,
  );
});

test('of a disk that is read-only nobody is told to make a folder theirs', async () => {
  const error = Object.assign(new Error('EROFS'), { code: 'EROFS', path: '/srv/staffroom/.data/postgres' });
  const said = await inPlainWords('/srv/staffroom', () => Promise.reject(error)).catch(fileProblem);
  expect(said).toMatchObject({ message: expect.stringMatching(/^\/srv\/staffroom\/.*Make that disk writable/) });
});
