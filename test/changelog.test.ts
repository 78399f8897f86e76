import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';
import { version } from '../src/lib/version.ts';

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8');
const headings = [...read('CHANGELOG.md').matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

test('the version of package.json is the newest of CHANGELOG.md, with its day', () => {
  const [unreleased, newest] = headings;
  expect(unreleased).toBe('[Unreleased]');
  expect(newest).toMatch(/^\[\d+\.\d+\.\d+\] - 20\d\d-[01]\d-[0-3]\d$/);
  expect(newest, `CHANGELOG.md: say below [Unreleased] what ${version} brings`).toContain(`[${version}] - `);
});

test('package-lock.json has the same version', () => {
  const lock = JSON.parse(read('package-lock.json'));
  expect([lock.version, lock.packages[''].version], 'run: npm install --package-lock-only').toEqual([version, version]);
});
