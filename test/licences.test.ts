import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';

/** Licences that let a school run the program and change it, and ask for no more than that they are named. */
const free = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
];
/** Each of these by its own reason. */
const looked: Record<string, string> = {
  argparse: 'Python-2.0: as free as BSD',
  cldrjs: 'MIT, by the older name of the property',
};

interface Package {
  license?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
}

/** Where npm takes from what does not say where it is. */
const registry = 'https://registry.npmjs.org/';

const lock = JSON.parse(readFileSync(new URL('package-lock.json', packageRoot), 'utf8'));
const packages = Object.entries(lock.packages as Record<string, Package>)
  .filter(([path]) => path !== '')
  .map(([path, about]) => ({ name: path.replace(/^.*node_modules\//, ''), ...about }));

test('what a server runs has a licence that lets a school run it', () => {
  const others = packages.filter(({ name, license = '', dev }) => {
    const isFree = license
      .replace(/^\((.*)\)$/, '$1')
      .split(' OR ')
      .some((each) => free.includes(each));
    return !dev && !isFree && !(name in looked);
  });
  expect(packages.length).toBeGreaterThan(100);
  expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});

test('ASVS 15.1.2: no package comes from elsewhere than the registry, and each is held by its hash', () => {
  const loose = packages.filter(
    ({ resolved = registry, integrity }) => !resolved.startsWith(registry) || !integrity?.startsWith('sha512-'),
  );
  expect(loose.map(({ name }) => name)).toEqual([]);
});
