import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { putAside } from '../../../adapters/teams/connect/put-aside.ts';
import { packageRoot } from '../../../src/lib/package-root.ts';

const require = createRequire(import.meta.url);

test('what Microsoft’s packages load for what is never done here is not loaded', async () => {
  await import('../../../adapters/teams/teams.ts');
  const loaded = Object.keys(require.cache);
  expect(loaded.some((file) => file.includes('/@microsoft/teams-ai/lib/Application.js'))).toBe(true);
  const aside = loaded.filter((file) => putAside.some((name) => file.includes(`/node_modules/${name}/`)));
  expect(aside.length).toBe(putAside.length);
  expect(loaded.filter((file) => /recognizers-text|\/openai\/|\/gpt-tokenizer\//.test(file))).toEqual([]);
});

test('and says so where it is used after all', () => {
  const { OAuthPrompt } = require(createRequire(require.resolve('botbuilder')).resolve('botbuilder-dialogs'));
  class Prompt extends OAuthPrompt {}
  expect(() => new Prompt()).toThrow('botbuilder-dialogs is not loaded');
});

test('nobody else asks for it', () => {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', packageRoot), 'utf8')) as {
    packages: Record<string, { dev?: true; dependencies?: Record<string, string> }>;
  };
  const askers = Object.entries(packages).filter(
    ([path, { dev, dependencies = {} }]) => path !== '' && !dev && putAside.some((name) => name in dependencies),
  );
  const names = askers.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(names).toContain('@microsoft/teams-ai');
  expect(names.filter((name) => !/^(botbuilder|botframework|@microsoft\/|@azure\/)/.test(name))).toEqual([]);
});
