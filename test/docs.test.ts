import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';
import { knownSettings } from '../src/program/config/config.ts';
import { anchorsOf, linksOf } from './kit/markdown.ts';

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8');
const isThere = (path: string) => existsSync(new URL(path, packageRoot));
const within = (room: string, kind: RegExp) =>
  readdirSync(fileURLToPath(new URL(room, packageRoot)), { recursive: true, encoding: 'utf8' })
    .filter((file) => kind.test(file))
    .map((file) => `${room}/${file}`);

/** Where a page's link leads, below the project's folder. */
const pathOf = (link: string, page: string) =>
  decodeURIComponent(new URL(link, new URL(page, packageRoot)).pathname).slice(
    decodeURIComponent(packageRoot.pathname).length,
  );

const pages = [
  ...readdirSync(packageRoot).filter((file) => file.endsWith('.md')),
  ...within('docs', /\.md$/),
  ...within('.github', /\.md$/),
];

/** What of all pages fits, each with its page: `README.md: npm run build`. */
const named = (what: RegExp) =>
  pages.flatMap((page) =>
    [...read(page).matchAll(what)].map(([words, part]) => ({ page, words, part: part ?? words })),
  );
const inWords = (found: { page: string; words: string }[]) => found.map(({ page, words }) => `${page}: ${words}`);

test('the paths that pages name are there', () => {
  const paths = named(/(?<![\w/.-])(?:src|adapters|db|test|manifest|docs|\.github|\.ci)\/[\w./-]*\w\/?/g);
  expect(paths.length).toBeGreaterThan(100);
  // Made when they are asked for, or the reader's own to make.
  const made = [
    'manifest/slack-http.json',
    'manifest/teams/staffroom.zip',
    'src/bot/commands/greet.ts',
    'test/bot/commands/greet.test.ts',
  ];
  expect(inWords(paths.filter(({ part }) => !isThere(part) && !made.includes(part)))).toEqual([]);
});

test('links between pages lead somewhere, to the heading too', () => {
  const links = pages.flatMap((page) => linksOf(read(page)).map((link) => ({ page, words: link })));
  expect(links.length).toBeGreaterThan(15);
  const dead = links.filter(({ page, words }) => {
    const { hash } = new URL(words, new URL(page, packageRoot));
    const path = pathOf(words, page);
    if (!isThere(path)) return true;
    return hash !== '' && !anchorsOf(read(path)).includes(decodeURIComponent(hash.slice(1)));
  });
  expect(inWords(dead)).toEqual([]);
});

test('from README links lead to every page', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const link of linksOf(read(page))) {
      const path = pathOf(link, page);
      if (path.endsWith('.md') && isThere(path)) reached.add(path);
    }
  const alone = pages.filter((page) => !page.startsWith('.github/') && !reached.has(page));
  expect(alone, 'Link it from README.md, under The day after, or from a page there.').toEqual([]);
});

test('the scripts of npm that pages name are those of package.json', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const runs = named(/\bnpm run ([\w:-]+)/g);
  expect(runs.length).toBeGreaterThan(10);
  expect(inWords(runs.filter(({ part }) => !(part in scripts)))).toEqual([]);
});

test('the settings that pages name are ours', () => {
  // What Node reads, what the tests do, what the image of PostgreSQL does, and what the doctor's page has mistyped.
  const others = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'DATABASE_URL_TEST', 'POSTGRES_PASSWORD', 'SLACK_BOT_TOKN'];
  const inCode = pages.flatMap((page) =>
    (read(page).match(/```.*?```|`[^`\n]+`/gs) ?? [])
      .flatMap((code) => code.match(/(?<![\w-])[A-Z][A-Z0-9]*(_[A-Z0-9]+)+(?![\w…])/g) ?? [])
      .map((words) => ({ page, words })),
  );
  expect(inCode.length).toBeGreaterThan(50);
  expect(inWords(inCode.filter(({ words }) => ![...knownSettings, ...others].includes(words)))).toEqual([]);
});

test('what the code cites is there', () => {
  const sources = ['src', 'adapters', 'db', 'manifest', 'test'].flatMap((room) => within(room, /\.(ts|sql)$/));
  const cited = sources.flatMap((file) =>
    [...read(file).matchAll(/(?<![\w/.-])((?:[\w-]+\/)*[A-Za-z-]+\.md)\b/g)].map(([, page]) => ({ file, page })),
  );
  expect(cited.length).toBeGreaterThan(5);
  expect(cited.filter(({ page }) => !isThere(`${page}`))).toEqual([]);
});

test('the doctor’s page names each line that the doctor prints', () => {
  const sources = within('src/program/doctor', /\.ts$/).map(read).join('\n');
  const lines = new Set(
    [...sources.matchAll(/(?:findingsAbout\(|about(?: =|:) )'([^']+)'/g)].map(([, about]) => about),
  );
  expect(lines.size).toBeGreaterThan(20);
  const first = read('docs/doctor.md')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const inTable = first.flatMap(
    (line) =>
      line
        .split('|')[1]
        ?.split(',')
        .map((word) => word.trim()) ?? [],
  );
  expect([...lines].filter((about) => !inTable.includes(about ?? ''))).toEqual([]);
});
