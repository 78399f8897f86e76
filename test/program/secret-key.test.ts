import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/program/config/config.ts';
import { keysInForce, openSecretKeys } from '../../src/program/secret-key.ts';
import { AnotherKey } from '../../src/service/keys/take-up.ts';

const dir = mkdtempSync(join(tmpdir(), 'staffroom-secret-key-'));
const file = join(dir, 'data', 'secret-key');
afterAll(() => rmSync(dir, { recursive: true }));

function keys(env: Record<string, string> = {}) {
  const config = readConfig(env);
  if ('wrong' in config) throw new Error(config.wrong.join());
  return openSecretKeys(config, file).keys();
}

test('ASVS 11.5.1, 13.3.1: where none is set a key of 256 random bits is made once, for its owner’s eyes alone', () => {
  const made = keys();
  expect(keys()).toEqual(made);
  expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(statSync(join(dir, 'data')).mode & 0o077).toBe(0);
  expect(readdirSync(join(dir, 'data'))).toEqual(['secret-key']);
  // Moved to a database of one's own it is the same.
  expect(keys({ SECRET_KEY: readFileSync(file, 'utf8') })).toEqual(made);
});

test('ASVS 13.3.1: one that was made for a database of another key goes again, and the sentence says where the right one was', () => {
  const config = readConfig({});
  if ('wrong' in config) throw new Error(config.wrong.join());
  const another = new AnotherKey('another');
  const kept = openSecretKeys(config, file);
  kept.keys();
  expect(kept.refused(another)).toBe(another);
  expect(existsSync(file)).toBe(true);

  rmSync(file);
  const made = openSecretKeys(config, file);
  expect(made.keys()).toEqual(made.keys());
  const away = new Error('the database is away');
  expect(made.refused(away)).toBe(away);
  expect(existsSync(file)).toBe(true);
  expect(made.refused(another)).toMatchObject({ message: expect.stringMatching(/^SECRET_KEY: .*was missing.*backup/) });
  expect(existsSync(file)).toBe(false);
});

test.each(['', '\n', 'short', `${'x'.repeat(31)}\n`])('ASVS 13.3.1: a file with %j stops the start', (content) => {
  writeFileSync(file, content);
  expect(() => keys()).toThrow(/^\.data\/secret-key: this file is (empty|too short)/);
});

test('where a key is wanted that is not there, no empty file is spoken of', () => {
  expect(() => keysInForce({}, join(dir, 'nowhere', 'secret-key'))).toThrow(/^SECRET_KEY: missing.*Put that file back/);
});
