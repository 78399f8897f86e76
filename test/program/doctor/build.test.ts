import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../../src/lib/package-root.ts';
import type { DoctorContext } from '../../../src/program/doctor/check.ts';
import { build } from '../../../src/program/doctor/machine/build.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'staffroom-build-'));
});
afterAll(() => rm(root, { recursive: true }));

const look = () => build.look({ root } as DoctorContext, AbortSignal.timeout(10_000));
const lock = (file: string, packages: object) => writeFile(join(root, file), JSON.stringify({ packages }));

test('packages that are not those of the lock, and sources that nobody compiled, are named', async () => {
  expect(await look()).toEqual([]);
  for (const room of ['adapters', 'db', 'src', 'node_modules']) await mkdir(join(root, room));
  await cp(fileURLToPath(new URL('src/build', packageRoot)), join(root, 'src/build'), { recursive: true });
  await writeFile(join(root, 'tsconfig.json'), '{}');
  await lock('package-lock.json', {
    '': { version: '1.0.0' },
    'node_modules/there': { version: '1.0.0' },
    'node_modules/older': { version: '2.0.0' },
    'node_modules/of-windows': { version: '1.0.0', optional: true },
    'node_modules/of-tests': { version: '1.0.0', dev: true },
  });
  await lock('node_modules/.package-lock.json', {
    'node_modules/there': { version: '1.0.0' },
    'node_modules/older': { version: '1.9.0' },
  });
  const found = await look();
  expect(found.map(({ is, says }) => [is, says])).toEqual([
    ['wrong', '1 package is missing or of another version: older.'],
    ['wrong', expect.stringMatching(/^dist has no build of these sources \(\w{16}\)\.$/)],
  ]);
  expect(found.map(({ todo }) => todo)).toEqual([
    expect.stringMatching(/^npm ci/),
    expect.stringMatching(/^npm run build/),
  ]);
});
