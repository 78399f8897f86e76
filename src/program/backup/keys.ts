import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from '../../lib/file-problem.ts';
import { sha256 } from '../../lib/hash.ts';
import { keysFor } from '../../service/keys/derived.ts';
import { fileBefore } from '../secret-key.ts';
import { writeAtOnce } from '../write-at-once.ts';

/** Whether one of these keys is the one that a database knows by this fingerprint; where it knows none, any will do. */
export const isKnown = (keys: readonly string[], fingerprint: string | undefined): boolean =>
  fingerprint === undefined ||
  keys.some((key) => keysFor({ secretKey: sha256(key) }, 'fingerprint')[0].toString('hex') === fingerprint);

/** Where the key that stood in the file goes, when another takes its place. */
const asideOf = (file: string) => `${file}.before`;

/**
 * Has a key in the file that keeps it, for this user alone to read, and those of before beside it, where it was being changed. Another that
 * stands there is moved aside: nothing here is sealed with it any more.
 *
 * @returns what was done, in a sentence; nothing where it was there already
 */
export function keepKey(file: string, [key, ...before]: [string, ...string[]]): string | undefined {
  const there = readIfThere(file).trim();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (before.length > 0) writeAtOnce(fileBefore(file), before.join('\n'));
  else rmSync(fileBefore(file), { force: true });
  if (there === key) return undefined;
  if (there !== '') renameSync(file, asideOf(file));
  writeAtOnce(file, key);
  return `The secret key is in ${file} now${there === '' ? '' : `; the one that stood there is in ${asideOf(file)}`}.`;
}
