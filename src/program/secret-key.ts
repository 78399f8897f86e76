import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256 } from '../lib/hash.ts';

/**
 * The key that links and other secrets are derived from.
 *
 * @param given what SECRET_KEY says; else the key is read from the file, which is made at the first start
 * @returns 32 bytes
 */
export function secretKey(given: string | undefined, file: string): Buffer {
  return sha256(given ?? keptKey(file));
}

function keptKey(file: string): string {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Fails where it is there already: two that start at once end up with one key.
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
