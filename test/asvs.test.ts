import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8');

const row = /^\| (\d+\.\d+\.\d+) \| [12] \| (tested|operator|none) \| (.+) \|$/gm;
const rows = [...read('docs/asvs.md').matchAll(row)].map(([, id = '', how = '', what = '']) => ({ id, how, what }));

/** The rows that tests name, in whatever way their titles are put together. */
const named = new Set(
  readdirSync(fileURLToPath(new URL('test', packageRoot)), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'asvs.test.ts')
    .flatMap((file) => read(`test/${file}`).match(/ASVS \d+\.\d+\.\d+(, \d+\.\d+\.\d+)*:/g) ?? [])
    .concat(Object.keys(written()))
    .flatMap((title) => title.match(/\d+\.\d+\.\d+/g) ?? []),
);

test('each row of levels 1 and 2 stands once in docs/asvs.md', () => {
  // As many as version 5.0.0 has.
  expect(rows).toHaveLength(253);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(253);
});

test('each row that is tested has a test that is named after it, and what has a test is said to be tested', () => {
  const withTest = rows.filter(({ id }) => named.has(id)).map(({ id }) => id);
  expect(withTest).toEqual(rows.filter(({ how }) => how === 'tested').map(({ id }) => id));
});

/** What is to be written down, where, and what of it at least. */
function written(): Record<string, [page: string, says: RegExp]> {
  return {
    'ASVS 2.1.1: what each value has to be': [
      'docs/rules.md',
      /^## What is valid$[^#]*an e-mail[^#]*a name[^#]*a setting/ms,
    ],
    'ASVS 2.1.2: what must fit each other': ['docs/rules.md', /\*\*What must fit each other\*\*/],
    'ASVS 2.1.3, 15.1.3: how much, and what is dear': [
      'docs/rules.md',
      /\*\*What is dear\*\*[^#]*for a person[^#]*for a school/,
    ],
    'ASVS 5.1.1: which files': ['docs/rules.md', /\| a file \|.*CSV.*MB.*rows.*columns/],
    'ASVS 6.1.2: which words no password may consist of': ['docs/rules.md', /\*\*No password may consist of\*\*/],
    'ASVS 6.1.3: all ways in': ['docs/rules.md', /^## The ways in$[^#]*second factor[^#]*a school's directory/ms],
    'ASVS 7.1.1: when a session ends, and why': ['docs/rules.md', /\| a session of a browser \|.*unused.*at most/],
    'ASVS 7.1.2, 7.1.3: how many sessions, and what ends at the sites': [
      'docs/rules.md',
      /\*\*Sessions\*\*: as many[^#]*sites are told/,
    ],
    'ASVS 8.1.1: who may do what': ['docs/rules.md', /^## Who may do what$[^#]*policy\.ts/ms],
    'ASVS 8.1.2: which details of whom': ['docs/rules.md', /\*\*Details of people\*\*/],
    'ASVS 11.1.1, 11.1.2: each key, where it is and how it is changed': [
      'SECURITY.md',
      /^## Keys and secrets$[^#]*`SECRET_KEY`[^#]*argon2id/ms,
    ],
    'ASVS 13.1.1: whom it speaks to': ['SECURITY.md', /^## What it speaks to$[^#]*Outgoing[^#]*Incoming/ms],
    'ASVS 14.1.1, 14.1.2: what is kept about people, and how': [
      'SECURITY.md',
      /^## What is kept about people, and how$[^#]*secret[^#]*learners/ms,
    ],
    'ASVS 15.1.1: how soon a weakness is mended': ['SECURITY.md', /\| \d+ days \|/],
    'ASVS 16.1.1: what is logged, where, for how long': [
      'SECURITY.md',
      /^## What is logged, and where$[^#]*for how long/ms,
    ],
  };
}

test.each(Object.entries(written()))('%s is written down', (_, [page, says]) => {
  expect(read(page)).toMatch(says);
});
