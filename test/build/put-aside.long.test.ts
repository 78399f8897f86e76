import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Decrypter, Encrypter } from 'age-encryption';
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

test('what a build seals by a passphrase, age opens as npm brings it, and the other way', async () => {
  const passphrase = 'four wörds of 李';
  const sealing = new Encrypter();
  sealing.setPassphrase(passphrase);
  sealing.setScryptWorkFactor(8);
  const sealed = Buffer.from(await sealing.encrypt('from npm')).toString('base64');
  const age = new URL('node_modules/age-encryption/index.js', await compile());
  const code = `
    const { Encrypter, Decrypter } = await import('${age.href}');
    const sealing = new Encrypter();
    sealing.setPassphrase('${passphrase}');
    sealing.setScryptWorkFactor(8);
    const opening = new Decrypter();
    opening.addPassphrase('${passphrase}');
    const opened = await opening.decrypt(Buffer.from('${sealed}', 'base64'), 'text');
    console.log(JSON.stringify([opened, Buffer.from(await sealing.encrypt('from a build')).toString('base64')]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  const [opened, ofBuild] = JSON.parse(stdout) as [string, string];
  expect(opened).toBe('from npm');
  const opening = new Decrypter();
  opening.addPassphrase(passphrase);
  expect(await opening.decrypt(Buffer.from(ofBuild, 'base64'), 'text')).toBe('from a build');
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
