import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';

/** What everyone may stand on. */
const ground = ['src/words/', 'src/lib/'];

/** What an adapter of a chat may reach beside itself: the bot's front, what people see, and what all chats share. */
const chat = ['adapters/chat/', 'src/bot/inbound.ts', 'src/ui/'];

/**
 * Who may import whom beside the ground floor and their own room, by the longest line that fits a file; types count as
 * much as values.
 */
const mayImport: Record<string, string[]> = {
  'src/words/': [],
  'src/lib/': [],
  'src/ui/': [],
  'src/service/': ['db/'],
  'src/bot/': ['src/service/', 'src/ui/'],
  'src/jobs/': ['src/service/', 'src/ui/', 'db/pool.ts', 'db/try-writing.ts'],
  'adapters/adaptive-card/': ['src/ui/'],
  'adapters/chat/': ['src/bot/inbound.ts', 'src/ui/'],
  'adapters/slack/': chat,
  'adapters/teams/': [...chat, 'adapters/adaptive-card/'],
  // Of a chat's rooms only `talk` knows the others.
  'adapters/slack/connect/': chat,
  'adapters/slack/packed/': [...chat, 'adapters/slack/limits.ts'],
  'adapters/slack/read/': [...chat, 'adapters/slack/packed/'],
  'adapters/slack/render/': [...chat, 'adapters/slack/packed/', 'adapters/slack/limits.ts'],
  'adapters/teams/connect/': chat,
  'adapters/teams/read/': [...chat, 'adapters/adaptive-card/', 'adapters/teams/connect/'],
  'adapters/teams/render/': [...chat, 'adapters/adaptive-card/'],
  // It shows caught mails.
  'adapters/playground/': [...chat, 'adapters/adaptive-card/', 'adapters/pages/mail-frame.ts'],
  'adapters/pages/': ['src/service/', 'src/ui/'],
  // Its pages are made like those of the passwords.
  'adapters/sign-in/': ['adapters/pages/', 'src/service/', 'src/ui/'],
  // Pages beside ours, for sites that are not.
  'adapters/sample-sites/': ['adapters/pages/', 'adapters/scim/schema-ids.ts', 'src/ui/'],
  // It speaks to programs, and needs of the pages what any HTTP does.
  'adapters/scim/server/': [
    'adapters/pages/http-error.ts',
    'adapters/pages/http-request.ts',
    'adapters/scim/schema-ids.ts',
    'src/service/',
    'src/ui/',
  ],
  'adapters/scim/client/': ['adapters/scim/schema-ids.ts', 'src/service/', 'src/ui/'],
  'adapters/scim/schema-ids.ts': [],
  'adapters/mail/': ['src/service/', 'src/ui/'],
  'db/': [],
  // How the process is put together: the only room that knows everyone.
  'src/program/': ['src/', 'adapters/', 'db/'],
  // Read before anything else is loaded, so that a wrong setting is told at once.
  'src/program/config/': ['db/address.ts'],
  'src/backup.ts': ['src/program/'],
  'src/main.ts': ['src/program/'],
  'src/doctor.ts': ['src/program/'],
  'src/change-key.ts': ['src/program/'],
  'src/coordinator.ts': ['src/program/'],
  'src/move.ts': ['src/program/'],
  'src/restore.ts': ['src/program/'],
  'src/remove-factor.ts': ['src/program/', 'src/service/', 'src/ui/'],
  'src/rotate-keys.ts': ['src/program/', 'src/service/'],
  'src/verify-trail.ts': ['src/program/', 'src/ui/', 'db/'],
};

/** What comes from npm and belongs to one side only. */
const ownPackages: Record<string, string[]> = {
  'drizzle-orm': ['src/service/', 'db/', 'src/program/start.ts'],
  postgres: ['db/'],
  'graphile-worker': ['src/jobs/', 'db/migrate.ts'],
  express: ['adapters/', 'src/program/'],
  nodemailer: ['adapters/mail/'],
  'prom-client': ['src/program/metrics/'],
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
  return [...source.matchAll(pattern)].flatMap(([, , name = '']) => {
    if (name.startsWith('node:')) return [];
    if (name.startsWith('.')) return [{ from: file, of: new URL(name, `file:///${file}`).pathname.slice(1) }];
    const parts = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
    return [{ from: file, of: parts.join('/') }];
  });
}

const imports = files.flatMap((file) => importsOf(file));
const isFile = (path: string) => /^(src|adapters|db)\//.test(path);

/** The rule for a file. */
const ruleOf = (file: string) =>
  Object.keys(mayImport)
    .filter((part) => file.startsWith(part))
    .sort((a, b) => b.length - a.length)[0];

function allowed(file: string): string[] {
  const rule = ruleOf(file) ?? '';
  const own = rule.endsWith('/') ? [rule] : [];
  return [...own, ...(mayImport[rule] ?? []), ...(rule === 'src/words/' || rule === 'src/lib/' ? [] : ground)];
}

const forbidden = ({ from, of }: Import) =>
  isFile(of)
    ? !allowed(from).some((part) => of.startsWith(part))
    : of in ownPackages && !ownPackages[of]?.some((part) => from.startsWith(part));

/** Every circle in these arrows, as the places that it goes through; each place is in one at the most. */
function circles(arrows: Import[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const { from, of } of arrows) next.set(from, (next.get(from) ?? new Set()).add(of));
  const [index, low, stack, found] = [
    new Map<string, number>(),
    new Map<string, number>(),
    [] as string[],
    [] as string[][],
  ];
  const visit = (at: string) => {
    index.set(at, index.size);
    low.set(at, index.get(at) ?? 0);
    stack.push(at);
    for (const to of next.get(at) ?? []) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(at, Math.min(low.get(at) ?? 0, low.get(to) ?? 0));
    }
    if (low.get(at) !== index.get(at)) return;
    const circle = stack.splice(stack.indexOf(at));
    if (circle.length > 1 || next.get(at)?.has(at)) found.push(circle.sort());
  };
  for (const at of next.keys()) if (!index.has(at)) visit(at);
  return found;
}

describe('who imports whom', () => {
  test('is read from all the sources', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.filter(({ of }) => isFile(of) && !files.includes(of))).toEqual([]);
  });

  test('is as the rooms allow', () => {
    expect(imports.filter(forbidden).map(({ from, of }) => `${from} imports ${of}`)).toEqual([]);
  });

  test('a file that no rule knows is refused', () => {
    expect(files.filter((f) => !ruleOf(f))).toEqual([]);
  });

  test('no file comes back to itself, types included', () => {
    expect(circles(imports.filter(({ of }) => isFile(of)))).toEqual([]);
  });

  test('a circle would be found', () => {
    const arrow = (from: string, of: string) => ({ from, of });
    expect(circles([arrow('a', 'b'), arrow('b', 'c'), arrow('c', 'b'), arrow('d', 'd')])).toEqual([['b', 'c'], ['d']]);
  });

  test.each([
    ['src/words/sites.ts', 'src/lib/text.ts'],
    ['src/lib/text.ts', 'src/words/sites.ts'],
    ['src/service/people/add.ts', 'src/ui/card.ts'],
    ['src/bot/bot.ts', 'db/connect.ts'],
    ['src/bot/bot.ts', 'drizzle-orm'],
    ['src/ui/card.ts', 'src/service/errors.ts'],
    ['src/jobs/queue.ts', 'src/bot/bot.ts'],
    ['adapters/playground/api.ts', 'src/service/errors.ts'],
    ['adapters/playground/api.ts', 'src/bot/bot.ts'],
    ['adapters/playground/api.ts', 'adapters/mail/catcher.ts'],
    ['adapters/pages/pages.ts', 'adapters/adaptive-card/json.ts'],
    ['adapters/pages/pages.ts', 'db/schema/index.ts'],
    ['adapters/scim/client/client.ts', 'adapters/scim/server/server.ts'],
    ['db/connect.ts', 'src/service/context.ts'],
  ])('%s may not import %s', (from, of) => {
    expect(forbidden({ from, of })).toBe(true);
  });
});

describe('ASVS 13.2.4: what goes out', () => {
  /** What asks others, beside what the packages of Slack and of Microsoft ask of their own. */
  const asks =
    /\bfetch\(|\b(?:from|import|require)[ (]+['"](?:node:)?(?:https?|http2|undici|axios)['"]|\bnew (?:WebSocket|EventSource)\(/;

  test('goes by the one client that looks where to, but for what asks its own page', () => {
    const withoutTypes = (source: string) => source.replace(/^\s*import type .*$/gm, '');
    const found = files.filter((f) => asks.test(withoutTypes(readFileSync(`${root}${f}`, 'utf8'))));
    expect(found.sort()).toEqual([
      // What runs in browsers asks the page that it came from.
      'adapters/pages/open-script.ts',
      'adapters/pages/password-script.ts',
      'adapters/playground/client/api.ts',
      'adapters/sample-sites/live-script.ts',
      // The client.
      'src/lib/http-client.ts',
      // Its own HOST and PORT, whatever they are.
      'src/program/doctor/running-program.ts',
      // A server, which asks nobody.
      'src/program/http.ts',
    ]);
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
    const loaded = loadedWith('src/main.ts', 'src/program/start.ts', 'src/program/sample-sites.ts', ...commands);
    expect(loaded.length).toBeGreaterThan(100);
    expect(large(loaded)).toEqual([]);
  });

  test('and is found by this test', () => {
    expect(large(loadedWith('adapters/teams/teams.ts'))).toContain('@microsoft/teams-ai');
    expect(large(loadedWith('adapters/slack/slack.ts'))).toContain('@slack/bolt');
    expect(large(loadedWith('adapters/sign-in/open.ts'))).toContain('oidc-provider');
  });
});
