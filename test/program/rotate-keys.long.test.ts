import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/lib/package-root.ts';
import { useDatabase } from '../kit/database.ts';
import { programCopy } from '../kit/program.ts';
import { tool } from '../kit/tool.ts';

const database = useDatabase();

const rotate = (databaseUrl: string, secretKey = 'x'.repeat(32), ...args: string[]) =>
  promisify(execFile)(process.execPath, ['src/build/run.js', 'src/rotate-keys.js', ...args], {
    cwd: fileURLToPath(packageRoot),
    env: { ...process.env, DATABASE_URL: databaseUrl, SECRET_KEY: secretKey },
  });

test('reads the address as the start does: TLS where the server has it, and a sentence where something else answers', async () => {
  const { stdout } = await rotate(`${database.url}?sslmode=prefer`);
  expect(stdout).toContain('There is a new key to sign with');
  // It would be told of the key first if anything had been done.
  const mistyped = rotate(database.url, 'y'.repeat(32), '--forgot');
  const [withoutTls, withAnotherKey] = [
    rotate(`${database.url}?sslmode=verify-full`),
    rotate(database.url, 'y'.repeat(32)),
  ];
  await Promise.all([
    expect(mistyped).rejects.toMatchObject({ stderr: expect.stringContaining('the nearest is --forget.'), code: 1 }),
    expect(withoutTls).rejects.toMatchObject({
      stderr: expect.stringContaining('DATABASE_URL: this server has no TLS'),
    }),
    expect(withAnotherKey).rejects.toMatchObject({ stderr: expect.stringMatching(/^SECRET_KEY: /) }),
  ]);
});

test('where nothing was ever started, what works on an installation makes none, of which another user could not start', async () => {
  const copy = await programCopy();
  try {
    for (const name of ['rotate-keys', 'backup'])
      expect(await tool(copy.folder, name), name).toEqual({
        code: 1,
        said: expect.stringContaining('There is no database of Staffroom’s here'),
      });
    expect(existsSync(join(copy.folder, '.data'))).toBe(false);
  } finally {
    await copy.remove();
  }
});
