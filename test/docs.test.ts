import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8');
const isThere = (path: string) => existsSync(new URL(path, packageRoot));

const rooms = ['src', 'adapters', 'db', 'manifest', 'test'];
/** A path of the project in a text: `src/bot/command.ts`, `docs/rules.md`, `test/kit/`. */
const paths = /(?<![\w/.-])(?:src|adapters|db|test|manifest|docs)\/[\w./-]*\w\/?/g;

test.each(['docs/rules.md', 'CONTRIBUTING.md', 'README.md'])('what %s names is there', (page) => {
  const named = [...new Set(read(page).match(paths))];
  expect(named.length).toBeGreaterThan(0);
  // Made when they are asked for, or the reader's own to make.
  const made = [
    'manifest/slack-http.json',
    'manifest/teams/staffroom.zip',
    'src/bot/commands/greet.ts',
    'test/bot/commands/greet.test.ts',
  ];
  expect(named.filter((path) => !isThere(path) && !made.includes(path))).toEqual([]);
});

test('what the code cites is there', () => {
  const sources = rooms.flatMap((room) =>
    readdirSync(fileURLToPath(new URL(room, packageRoot)), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|sql)$/.test(file))
      .map((file) => `${room}/${file}`),
  );
  const cited = sources.flatMap((file) =>
    [...read(file).matchAll(/\b((?:docs\/)?[A-Za-z-]+\.md)\b/g)].map(([, page]) => ({ file, page })),
  );
  expect(cited.filter(({ page }) => !isThere(`${page}`))).toEqual([]);
});
