import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { compile } from '../../src/build/compile.js';
import { putAside } from '../../src/build/put-aside.js';
import { packageRoot } from '../../src/lib/package-root.ts';

test('what Microsoft’s packages load for what is never done here is in no build, and says so where it is used after all', async () => {
  const packages = fileURLToPath(new URL('node_modules', await compile()));
  const files = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const texts = files.map((file) => readFileSync(`${packages}/${file}`, 'utf8'));
  for (const name of putAside)
    expect(texts.filter((text) => text.includes(`${name} is not in the build`))).toHaveLength(1);
  // Of the recognizers of dates, which are a third of all that teams-ai brings.
  expect(texts.filter((text) => text.includes('SpanishDateTime'))).toEqual([]);
});

test('what is left of them runs', async () => {
  const application = new URL('node_modules/@microsoft/teams-ai/lib/Application.js', await compile());
  const code = `const { Application } = await import('${application.href}'); console.log(new Application({}).options.startTypingTimer)`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  expect(stdout.trim()).toBe('true');
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
