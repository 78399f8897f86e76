import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from '../lib/file-problem.ts';
import { sha256 } from '../lib/hash.ts';
import type { Keys } from '../service/keys/derived.ts';
import type { Config } from './config/config.ts';
import { minKeyLength } from './config/secret-key.ts';

/**
 * The keys that links and other secrets are derived from, of 32 bytes each.
 *
 * @param config where it names none, the key is read from the file, which is made at the first start
 * @throws Error with a sentence, where the file has none
 */
export function secretKeys({ secretKey, secretKeysBefore }: Config, file: string): Keys {
  return {
    secretKey: sha256(secretKey ?? keptKey(file)),
    ...(secretKeysBefore && { secretKeysBefore: secretKeysBefore.map(sha256) }),
  };
}

function keptKey(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}`;
  try {
    writeFileSync(made, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
    // Whole or not at all; and it fails where one is there already: two that start at once end up with one key.
    linkSync(made, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(made, { force: true });
  }
  const kept = readIfThere(file).trim();
  if (kept.length < minKeyLength)
    throw new Error(
      `.data/secret-key: this file is ${kept === '' ? 'empty' : 'too short'}, so that anyone could guess the key. Put it back from a backup; if nothing was ever kept here, delete it, and another is made.`,
    );
  return kept;
}
