import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { passphraseFrom } from '../../src/program/backup/passphrase.ts';
import { keepNewest, nameFor, writeWhole } from '../../src/program/backup/write-whole.ts';
import { typedPath } from '../../src/program/typed-path.ts';

/** Where backups go, which stay, and what they are sealed with. */

const never = new AbortController().signal;
let shelf: string;
beforeEach(async () => {
  shelf = await mkdtemp(join(tmpdir(), 'staffroom-shelf-'));
});
afterEach(() => rm(shelf, { recursive: true, force: true }));

const written = (file: string) =>
  writeWhole(
    file,
    (async function* () {
      yield Buffer.from('all of it');
    })(),
    never,
  );

test('folders on the way are made; where none can be, that is said', async () => {
  await written(join(shelf, 'some/new/folder/one'));
  expect(await readdir(join(shelf, 'some/new/folder'))).toEqual(['one']);
  await writeFile(join(shelf, 'file'), '');
  await expect(written(join(shelf, 'file/below/one'))).rejects.toThrow('a file stands where a folder belongs');
});

test.runIf(process.platform === 'linux')('in /proc, where no folder can be made, nobody waits for ever', async () => {
  await expect(written('/proc/staffroom/backups/one')).rejects.toThrow(/^\/proc\/staffroom/);
});

test('the one just made stays, also where those of a wrong clock are newer for ever', async () => {
  const names = ['2031-01-01', '2031-01-02', '2026-11-29', '2026-11-30'].map((day) => nameFor(new Date(day), true));
  for (const name of [...names, 'notes.txt']) await writeFile(join(shelf, name), '');
  expect(await keepNewest(join(shelf, names[3] ?? ''), 2)).toBe(1);
  expect((await readdir(shelf)).sort()).toEqual(['notes.txt', names[3], names[0], names[1]]);
});

test('a path is taken from where npm was asked, and not from the folder that it goes to', () => {
  const env = { npm_lifecycle_event: 'restore', INIT_CWD: '/home/amina/backups' };
  expect(typedPath('one.gz', env)).toBe('/home/amina/backups/one.gz');
  expect(typedPath('/mnt/one.gz', env)).toBe('/mnt/one.gz');
  expect(typedPath('one.gz', { INIT_CWD: '/home/amina/backups' })).toBe(resolve('one.gz'));
});

test('a passphrase in a file is the one that would be typed, whatever wrote the file; one that is not there is told so', async () => {
  const file = join(shelf, 'passphrase');
  const passphrase = 'four wörds of 李';
  const taken = () => passphraseFrom({ file, isNew: true });
  await expect(taken()).rejects.toThrow(`${file}: it is not there`);
  for (const content of [
    `${passphrase}\r\nmore`,
    `\uFEFF${passphrase}`,
    Buffer.from(`\uFEFF${passphrase}\r\n`, 'utf16le'),
  ]) {
    await writeFile(file, content);
    expect(await taken()).toBe(passphrase);
  }
  await writeFile(file, Buffer.from('four wörds and more', 'latin1'));
  await expect(taken()).rejects.toThrow(`${file}: this file is not UTF-8 text`);
  for (const content of ['', '\nfour words of mine']) {
    await writeFile(file, content);
    await expect(taken()).rejects.toThrow('there is no passphrase in its first line');
  }
});
