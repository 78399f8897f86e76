import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from '../../lib/file-problem.ts';
import { sha256 } from '../../lib/hash.ts';
import { keysFor } from '../../service/keys/derived.ts';
import { fileBefore } from '../secret-key.ts';
import { writeAtOnce } from '../write-at-once.ts';
import { replacedIn } from './keep-replaced.ts';
import { stampOf } from './write-whole.ts';

/** Whether one of these keys is the one that a database knows by this fingerprint; where it knows none, any will do. */
export const isKnown = (keys: readonly string[], fingerprint: string | undefined): boolean =>
  fingerprint === undefined ||
  keys.some((key) => keysFor({ secretKey: sha256(key) }, 'fingerprint')[0].toString('hex') === fingerprint);

/**
 * Has a key in the file that keeps it, for this user alone to read, and those of before beside it, where it was being changed. Nothing here
 * is sealed any more with another that stands there: it goes to what was replaced, and not beside the file, where a key of before is one
 * that is still in force.
 *
 * @param isBackedUp whether the backup of what was replaced has the one that stands there
 * @returns what was done, in a sentence; nothing where it was there already
 */
export function keepKey(
  file: string,
  [key, ...before]: [string, ...string[]],
  { isBackedUp }: { isBackedUp: boolean },
): string | undefined {
  const there = readIfThere(file).trim();
  const aside = there === '' || there === key || isBackedUp ? undefined : join(replacedIn(dirname(file)), asideName());
  if (aside) writeAside(aside, [there, readIfThere(fileBefore(file)).trim()]);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (before.length > 0) writeAtOnce(fileBefore(file), before.join('\n'));
  else rmSync(fileBefore(file), { force: true });
  if (there === key) return undefined;
  writeAtOnce(file, key);
  return `The secret key is in ${file} now${aside ? `; the one that stood there is in ${aside}` : ''}.`;
}

const asideName = () => `secret-key-${stampOf(new Date())}`;

/** As `.data/secret-key-before` has several: one in a line. */
function writeAside(file: string, keys: string[]): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeAtOnce(file, keys.filter((key) => key !== '').join('\n'));
}
