import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { knownSettings } from '../../../src/program/config/config.ts';
import { envExample, inReadme } from '../../../src/program/config/documents.ts';

const read = (name: string) => readFileSync(new URL(name, packageRoot), 'utf8');

test('README’s table and .env.example are what the settings say of themselves; else: npm run settings', () => {
  expect(read('.env.example')).toBe(envExample());
  expect(read('README.md')).toBe(inReadme(read('README.md')));
});

test('both have all settings, and no other', () => {
  const all = knownSettings.filter((name) => name !== 'NODE_ENV').toSorted();
  const found = (text: string, name: RegExp) => [...text.matchAll(name)].map(([, each = '']) => each).toSorted();
  expect(found(envExample(), /^#([A-Z_]+)=/gm)).toEqual(all);
  const [, table = ''] = /<!-- settings: made .*?-->(.*)<!-- settings: end -->/s.exec(read('README.md')) ?? [];
  expect(found(table, /^\| `([A-Z_]+)` \|/gm)).toEqual(all);
});
