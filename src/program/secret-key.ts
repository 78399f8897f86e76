import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from '../lib/file-problem.ts';
import { sha256 } from '../lib/hash.ts';
import type { Keys } from '../service/keys/derived.ts';
import { AnotherKey } from '../service/keys/take-up.ts';
import type { Config } from './config/config.ts';
import { minKeyLength } from './config/secret-key.ts';

const gone =
  'SECRET_KEY: what is kept in this database was sealed with a key that is not here: .data/secret-key was missing, and a new one would open nothing. Put that file back from a backup, or set SECRET_KEY to the key of before.';

export interface SecretKeys {
  /**
   * The keys that links and other secrets are derived from, of 32 bytes each. @throws Error with a sentence, where the file has
   * none
   */
  keys(): Keys;
  /** Why the database takes none of them; a file that was made for them goes again: it opens nothing. @returns with a sentence */
  refused(error: unknown): unknown;
}

/**
 * Where the secret keys come from.
 *
 * @param config where it names none, the key is read from the file, which is made at the first start; while it is changed, the one of before
 *   stands beside that, in `secret-key-before`
 */
export function openSecretKeys({ secretKey, secretKeysBefore }: Config, file: string): SecretKeys {
  let isMade = false;
  return {
    keys() {
      if (!secretKey) isMade = makeKey(file) || isMade;
      return derived(keysInForce({ secretKey, secretKeysBefore }, file));
    },
    refused(error) {
      if (!isMade || !(error instanceof AnotherKey)) return error;
      rmSync(file, { force: true });
      return new Error(gone, { cause: error });
    },
  };
}

/**
 * The secret keys as they are: none is made.
 *
 * @returns nothing where there is none yet
 * @throws Error with a sentence, where the file has none
 */
export function presentKeys({ secretKey, secretKeysBefore }: Config, file: string): Keys | undefined {
  return secretKey || existsSync(file) ? derived(keysInForce({ secretKey, secretKeysBefore }, file)) : undefined;
}

/**
 * The secret keys in force, as they were given.
 *
 * @returns SECRET_KEY, or what the file has; then those of before: of the settings, and with the file what stands beside it
 * @throws Error with a sentence, where the file has none
 */
export function keysInForce(
  { secretKey, secretKeysBefore = [] }: Pick<Config, 'secretKey' | 'secretKeysBefore'>,
  file: string,
): [string, ...string[]] {
  if (secretKey) return [secretKey, ...secretKeysBefore];
  const key = keptKey(file);
  return [key, ...secretKeysBefore, ...keptBefore(file).filter((before) => before !== key)];
}

const derived = ([key, ...before]: [string, ...string[]]): Keys => ({
  secretKey: sha256(key),
  ...(before.length > 0 && { secretKeysBefore: before.map(sha256) }),
});

/** @returns whether there was none yet */
function makeKey(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}`;
  try {
    writeFileSync(made, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
    // Whole or not at all; and it fails where one is there already: two that start at once end up with one key.
    linkSync(made, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(made, { force: true });
  }
}

/** Where the key of before stands while the one in a file is changed. */
export const fileBefore = (file: string): string => `${file}-before`;

/** What is kept there, one in a line. Where a change was broken off, that may be the one that is good itself. */
const keptBefore = (file: string): string[] =>
  readIfThere(fileBefore(file))
    .split('\n')
    .map((line) => line.trim())
    .filter((key) => key.length >= minKeyLength);

const isMissing =
  'SECRET_KEY: missing, and there is no .data/secret-key that would have it. Put that file back from where it is kept, or set SECRET_KEY to what stood in it.';

/** The key that is kept in a file. @throws Error with a sentence, where there is none, or anyone could guess it */
export function keptKey(file: string): string {
  const kept = readIfThere(file).trim();
  if (kept === '' && !existsSync(file)) throw new Error(isMissing);
  if (kept.length < minKeyLength)
    throw new Error(
      `.data/secret-key: this file is ${kept === '' ? 'empty' : 'too short'}, so that anyone could guess the key. Put it back from a backup; if nothing was ever kept here, delete it, and another is made.`,
    );
  return kept;
}
