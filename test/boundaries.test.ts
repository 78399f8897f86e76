import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../db/package-root.ts';

/** Who may import whom, by the longest line that fits a file; types count as much as values. design.md's rule. */
const mayImport: Record<string, string[]> = {
  'src/ui/': ['src/ui/'],
  'src/service/': ['src/service/', 'db/'],
  'src/bot/': ['src/bot/', 'src/service/', 'src/ui/'],
  'src/jobs/': ['src/jobs/', 'src/service/', 'src/ui/'],
  'adapters/': ['src/bot/inbound.ts', 'src/ui/', 'adapters/adaptive-card/', 'adapters/in-hand.ts'],
  // Both show caught mails, to this machine alone.
  'adapters/playground/': [
    'adapters/playground/',
    'adapters/adaptive-card/',
    'adapters/web/mail-frame.ts',
    'adapters/web/this-machine.ts',
    'src/bot/inbound.ts',
    'src/ui/',
  ],
  // Pages beside ours, for sites that are not.
  'adapters/playground/sites/': ['adapters/playground/sites/', 'adapters/web/', 'src/ui/'],
  'adapters/web/': ['adapters/web/', 'src/service/', 'src/ui/'],
  'adapters/slack/': ['adapters/slack/', 'adapters/in-hand.ts', 'src/bot/inbound.ts', 'src/ui/'],
  // Its pages are made like those of the passwords.
  'adapters/sign-in/': ['adapters/sign-in/', 'adapters/web/', 'src/service/', 'src/ui/'],
  // It speaks to programs, and needs of the pages what any HTTP does.
  'adapters/directory/': [
    'adapters/directory/',
    'adapters/web/request.ts',
    'adapters/web/security.ts',
    'src/service/',
    'src/ui/',
  ],
  'adapters/scim/': ['adapters/scim/', 'src/service/', 'src/ui/'],
  'adapters/mail/': ['adapters/mail/', 'src/service/', 'src/ui/'],
  'db/': ['db/'],
  // The composition root: start.ts knows everyone, the others no more than they need.
  'src/main.ts': [
    'src/start.ts',
    'src/config.ts',
    'src/environment.ts',
    'src/log.ts',
    'src/told-to-stop.ts',
    'db/package-root.ts',
  ],
  'src/rotate-keys.ts': ['src/', 'db/'],
  'src/environment.ts': ['db/package-root.ts'],
  'src/start.ts': ['src/', 'adapters/', 'db/'],
  'src/chat-sides.ts': ['src/', 'adapters/'],
  'src/chat-sides/': ['src/', 'adapters/', 'db/'],
  'src/tasks.ts': ['src/', 'adapters/'],
  'src/sample-sites.ts': ['src/', 'adapters/'],
  'src/config.ts': ['src/config/'],
  'src/config/': ['src/config/'],
  'src/log.ts': [],
  'src/http.ts': [],
  'src/endings.ts': [],
  'src/told-to-stop.ts': [],
  'src/database-problem.ts': ['src/service/database-errors.ts'],
  'src/secret-key.ts': [],
};

/** What comes from npm and belongs to one side only. */
const ownPackages: Record<string, string[]> = {
  'drizzle-orm': ['src/service/', 'db/', 'src/start.ts'],
  postgres: ['db/'],
  'graphile-worker': ['src/jobs/', 'db/migrate.ts'],
  express: ['adapters/', 'src/start.ts', 'src/chat-sides/'],
  nodemailer: ['adapters/mail/'],
  '@slack/bolt': ['adapters/slack/'],
  '@microsoft/teams-ai': ['adapters/teams/'],
  botbuilder: ['adapters/teams/'],
  'botbuilder-core': ['adapters/teams/'],
  'botframework-connector': ['adapters/teams/'],
  'botframework-schema': ['adapters/teams/'],
};

interface Import {
  from: string;
  /** A path from the project's root, or a package's name. */
  of: string;
}

const root = fileURLToPath(packageRoot);
const files = ['src', 'adapters', 'db'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts'))
    .map((f) => `${folder}/${f.replaceAll('\\', '/')}`),
);

const everyImport = /(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g;
/** Without `import()` and `import type`. */
const staticOnly = /^(?:import\s+|(?:import|export)\b(?! type\b)[^'"();=]*\bfrom\s+)(['"])([^'"\n]+)\1/gm;

function importsOf(file: string, pattern = everyImport): Import[] {
  const source = readFileSync(`${root}${file}`, 'utf8');
  const found = source.matchAll(pattern);
  return [...found].flatMap(([, , name = '']) => {
    if (name.startsWith('node:')) return [];
    if (name.startsWith('.')) return [{ from: file, of: new URL(name, `file:///${file}`).pathname.slice(1) }];
    return [
      {
        from: file,
        of: name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      },
    ];
  });
}

const imports = files.flatMap((file) => importsOf(file));
const isFile = (path: string) => /^(src|adapters|db)\//.test(path);

/** The rule for a file: an adapter reaches its own folder too. */
function allowed(file: string): string[] {
  const [rule = ''] = Object.keys(mayImport)
    .filter((part) => file.startsWith(part))
    .sort((a, b) => b.length - a.length);
  const own = rule === 'adapters/' ? [`${file.split('/').slice(0, 2).join('/')}/`] : [];
  return [...(mayImport[rule] ?? []), ...own];
}

const forbidden = ({ from, of }: Import) =>
  isFile(of)
    ? !allowed(from).some((part) => of.startsWith(part))
    : of in ownPackages && !ownPackages[of]?.some((part) => from.startsWith(part));

describe('who imports whom', () => {
  test('is read from all the sources', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.filter(({ of }) => isFile(of) && !files.includes(of))).toEqual([]);
  });

  test('is as design.md says', () => {
    expect(imports.filter(forbidden).map(({ from, of }) => `${from} imports ${of}`)).toEqual([]);
  });

  test('a file that no rule knows is refused', () => {
    expect(files.filter((f) => !Object.keys(mayImport).some((part) => f.startsWith(part)))).toEqual([]);
  });

  test.each([
    ['src/service/people/add.ts', 'src/ui/card.ts'],
    ['src/bot/bot.ts', 'db/connect.ts'],
    ['src/bot/bot.ts', 'drizzle-orm'],
    ['src/ui/card.ts', 'src/service/words.ts'],
    ['src/jobs/queue.ts', 'src/bot/bot.ts'],
    ['adapters/playground/api.ts', 'src/service/words.ts'],
    ['adapters/playground/api.ts', 'src/bot/bot.ts'],
    ['adapters/playground/api.ts', 'adapters/mail/catcher.ts'],
    ['adapters/web/pages.ts', 'adapters/adaptive-card/json.ts'],
    ['adapters/web/pages.ts', 'db/schema/index.ts'],
    ['db/connect.ts', 'src/service/context.ts'],
  ])('%s may not import %s', (from, of) => {
    expect(forbidden({ from, of })).toBe(true);
  });
});

describe('what is large', () => {
  /** All that is loaded with these files: what is imported only when it is wanted, or for its types, is not. */
  function loadedWith(...from: string[]): string[] {
    const seen = new Set<string>();
    const follow = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      if (isFile(file)) for (const { of } of importsOf(file, staticOnly)) follow(of);
    };
    for (const file of from) follow(file);
    return [...seen];
  }
  const large = (names: string[]) =>
    names.filter((n) =>
      /^adapters\/(teams|slack)\/|^botbuilder|^@microsoft|^@slack|^oidc-provider|^openid-client|^jose$/.test(n),
    );
  const commands = files.filter((f) => f.startsWith('src/bot/commands/'));

  test('is loaded only where its keys are given, or when it is used', () => {
    const loaded = loadedWith('src/main.ts', 'src/start.ts', 'src/sample-sites.ts', ...commands);
    expect(loaded.length).toBeGreaterThan(100);
    expect(large(loaded)).toEqual([]);
  });

  test('and is found by this test', () => {
    expect(large(loadedWith('adapters/teams/teams.ts'))).toContain('@microsoft/teams-ai');
    expect(large(loadedWith('adapters/slack/slack.ts'))).toContain('@slack/bolt');
    expect(large(loadedWith('adapters/sign-in/open.ts'))).toContain('oidc-provider');
  });
});
