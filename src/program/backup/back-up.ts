import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from '../../../db/backup/dump.ts';
import type { Head } from '../../../db/backup/format.ts';
import { dataDir } from '../../lib/package-root.ts';
import { version } from '../../lib/version.ts';
import { count } from '../../ui/formats.ts';
import { settings } from '../environment.ts';
import { asOwner } from '../owner-url.ts';
import { keysInForce } from '../secret-key.ts';
import { typedPath } from '../typed-path.ts';
import type { Told } from './from-command-line.ts';
import { isKnown } from './keys.ts';
import { packed } from './sealed.ts';
import { amountOf, type Counts, originOf, sizeOf } from './words.ts';
import { keepNewest, nameFor, writeWhole } from './write-whole.ts';

interface Options extends Told {
  /** A file, or a folder in which it is named by its time. */
  to: string;
  /** Nothing: it is not sealed. */
  passphrase: string | undefined;
  withKey: boolean;
  /** How many backups stay in the folder. Nothing: all of them. */
  keep: number | undefined;
}

const otherKey =
  'SECRET_KEY: what is in this database was sealed with another key than the one given here, so that the backup would open nothing. Give the key that Staffroom runs with (where none is set, .data/secret-key has it).';

/**
 * Backs up the database that the settings name, while Staffroom runs or not, and changes nothing in it.
 *
 * @returns that it is well
 * @throws Error with a sentence
 */
export async function backUp({ to, passphrase, withKey, keep, signal, say }: Options): Promise<true> {
  const config = settings().config;
  const madeAt = new Date();
  const place = typedPath(to);
  const file =
    to.endsWith('/') || (await isFolder(place)) ? join(place, nameFor(madeAt, passphrase !== undefined)) : place;
  const counts: Counts = new Map();
  let head: Head | undefined;
  await asOwner({ databaseUrl: config.databaseUrl, dir: join(dataDir, 'postgres'), connections: 1 }, (url) => {
    // Where there is no database either, that is said, and not that its key is missing.
    const keys = keysInForce(config, join(dataDir, 'secret-key'));
    const about = { staffroom: version, madeAt: madeAt.toISOString(), ...(withKey && { secretKeys: keys }) };
    const text = dump(url, about, {
      onHead(found) {
        if (!isKnown(keys, found.keyFingerprint)) throw new Error(otherKey);
        head = found;
      },
      onTable: (table, rows) => counts.set(table, rows),
    });
    return writeWhole(file, packed(text, passphrase), signal);
  });
  const { size } = await stat(file);
  const removed = keep === undefined ? 0 : await keepNewest(file, keep);
  say(`${file} is whole (${sizeOf(size)}): ${amountOf(counts)}${head ? `; ${originOf(head)}` : ''}.`);
  say(aboutKey(passphrase !== undefined, withKey));
  say('Copy it to another machine. The settings are not in it (.env): keep them too.');
  if (removed > 0) say(`Older than the newest ${keep}, and removed: ${count(removed, 'backup')}.`);
  return true;
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

function aboutKey(isSealed: boolean, withKey: boolean): string {
  if (isSealed)
    return `It is sealed${withKey ? ', and has the secret key' : ''}: without the passphrase nobody opens it, you included.`;
  return withKey
    ? 'It is not sealed, and it has the secret key: whoever reads it can sign in as anyone. Keep it where nobody else comes, or seal it: npm run backup -- --seal'
    : 'It is not sealed: whoever reads it reads everyone’s names and e-mails. The secret key is not in it: keep that elsewhere, for without it the backup opens nothing.';
}
