import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from '../../lib/file-problem.ts';
import { sha256 } from '../../lib/hash.ts';
import { keysFor } from '../../service/keys/derived.ts';
import type { Config } from '../config/config.ts';
import { keptKey } from '../secret-key.ts';

type Given = Pick<Config, 'secretKey' | 'secretKeysBefore'>;

/** The secret keys in force, as they were given: SECRET_KEY, or what is kept in the file, and those beside it. */
export const keysInForce = ({ secretKey, secretKeysBefore = [] }: Given, file: string): [string, ...string[]] => [
  secretKey ?? keptKey(file),
  ...secretKeysBefore,
];

/** Whether one of these keys is the one that a database knows by this fingerprint; where it knows none, any will do. */
export const isKnown = (keys: readonly string[], fingerprint: string | undefined): boolean =>
  fingerprint === undefined ||
  keys.some((key) => keysFor({ secretKey: sha256(key) }, 'fingerprint')[0].toString('hex') === fingerprint);

/** Where the key that stood in the file goes, when another takes its place. */
const asideOf = (file: string) => `${file}.before`;

/**
 * Has a key in the file that keeps it, for this user alone to read. Another that stands there is moved aside: nothing here is sealed
 * with it any more.
 *
 * @returns what was done, in a sentence; nothing where it was there already
 */
export function keepKey(file: string, key: string): string | undefined {
  const there = readIfThere(file).trim();
  if (there === key) return undefined;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (there !== '') renameSync(file, asideOf(file));
  writeFileSync(file, key, { mode: 0o600, flush: true });
  return `The secret key is in ${file} now${there === '' ? '' : `; the one that stood there is in ${asideOf(file)}`}.`;
}
