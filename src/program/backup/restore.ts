import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Head } from '../../../db/backup/format.ts';
import { eachTable, readBackup } from '../../../db/backup/read.ts';
import { checkRelease, restoreInto } from '../../../db/backup/restore.ts';
import { connect } from '../../../db/connect.ts';
import { dataDir } from '../../lib/package-root.ts';
import { environment, settingsIn } from '../environment.ts';
import { forgetMoved } from '../moved.ts';
import { asOwner } from '../owner-url.ts';
import { keysInForce } from '../secret-key.ts';
import { verifyDatabase } from '../verify-trail/database.ts';
import type { Told } from './from-command-line.ts';
import { keepReplaced } from './keep-replaced.ts';
import { isKnown, keepKey } from './keys.ts';
import { isSealed, unpacked } from './sealed.ts';
import { amountOf, type Counts, originOf } from './words.ts';

interface Options extends Told {
  file: string;
  /** Asked where the file is sealed. */
  passphrase: () => Promise<string>;
  /** Only says whether the file is whole. */
  check: boolean;
  /** Deletes what Staffroom has in the database, once it is backed up. */
  replace: boolean;
}

/** Those of the migrations, and the one that keeps others out meanwhile. */
const connections = 5;

const keyFile = join(dataDir, 'secret-key');

/**
 * Restores a backup into the database that the settings name. The file is read to its end before anything is touched.
 *
 * @returns whether the audit trail is whole
 * @throws Error with a sentence
 */
export async function restore({ file, check, replace, signal, say, ...options }: Options): Promise<boolean> {
  await stat(file);
  const passphrase = (await isSealed(file)) ? await options.passphrase() : undefined;
  const { head, counts } = await readThrough(unpacked(file, passphrase), signal);
  say(`${file} is whole: ${amountOf(counts)}; ${originOf(head)}.`);
  if (check) {
    say(head.secretKeys ? 'The secret key is in it.' : 'The secret key is not in it.');
    return true;
  }
  checkRelease(head);
  const given = environment();
  const [key, ...before] = head.secretKeys ?? [];
  const isGiven = (given.SECRET_KEY ?? '').trim() !== '';
  const config = settingsIn(isGiven || !key ? given : { ...given, SECRET_KEY: key });
  const keys = isGiven || !key ? keysInForce(config, keyFile) : ([key, ...before] as const);
  if (!isKnown(keys, head.keyFingerprint)) throw new Error(isGiven ? otherKey(key !== undefined) : noKey);
  const dir = join(dataDir, 'postgres');
  const isWhole = await asOwner({ databaseUrl: config.databaseUrl, dir, connections, make: true }, async (url) => {
    const backup = await readBackup(unpacked(file, passphrase));
    await restoreInto(url, backup, {
      replace,
      async onBegin(isInUse) {
        const replacedKeys = isGiven ? [...keys] : keysIfKept();
        if (isInUse) say(await keepReplaced(url, replacedKeys, signal));
        const isBackedUp = isInUse && replacedKeys !== undefined;
        const kept = isGiven || !key ? undefined : keepKey(keyFile, [key, ...before], { isBackedUp });
        if (kept) say(kept);
        if (config.databaseUrl && !isGiven) say(before.length > 0 ? putKeys : putKey);
      },
      signal,
    });
    say('All of it is in the database now.');
    return sayTrail(url, say);
  });
  if (!config.databaseUrl) forgetMoved(dataDir);
  for (const line of afterwards(head)) say(line);
  return isWhole;
}

/** Those of the file, where there is one that can be read. */
function keysIfKept(): string[] | undefined {
  try {
    return keysInForce({}, keyFile);
  } catch {
    return undefined;
  }
}

const otherKey = (hasKey: boolean) =>
  `SECRET_KEY: the backup was made with another key, and with this one nothing in it could be opened. ${hasKey ? 'Take SECRET_KEY out of the settings, and the one in the backup is used' : 'Set it to the key of then'}.`;
const noKey =
  'The secret key is not in this backup, and .data/secret-key has another. Put the one of then into SECRET_KEY, or back into that file.';
export const putKey =
  'DATABASE_URL wants the key in the settings: put SECRET_KEY into .env, with what .data/secret-key has.';
const putKeys =
  'The backup was made while the key was changed. DATABASE_URL wants both in the settings: put SECRET_KEY into .env, with what .data/secret-key has, and SECRET_KEY_BEFORE, with what .data/secret-key-before has.';

/** What whoever restores has to know of the time between the backup and now. */
const afterwards = ({ madeAt }: Head) => [
  `What was done after ${madeAt.slice(0, 16).replace('T', ' ')} UTC is not in it: accounts suspended since then are open again, and mails that waited then are sent (again).`,
  'The Staffroom that it came from must not run any more. Then: npm start',
];

/** Reads a backup to its end, so that it is known to be whole. @throws BrokenBackup with a sentence */
async function readThrough(
  pieces: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<{ head: Head; counts: Counts }> {
  const backup = await readBackup(pieces);
  const counts = await eachTable(backup, async ({ rows }) => {
    for await (const _ of rows) signal.throwIfAborted();
  });
  return { head: backup.head, counts };
}

const brokenTrail =
  'All came over, and the audit trail is not whole, as said above: it was so when this was made, or someone changed it since. Restore another backup, or find out what happened (docs/trail.md).';

/** Says whether the trail is whole. @returns it too */
export async function sayTrail(url: string, say: Told['say']): Promise<boolean> {
  const { db, close } = connect(url, { max: 1, patient: true });
  try {
    const { lines, isWhole } = await verifyDatabase(db);
    for (const line of isWhole ? lines : [...lines, brokenTrail]) say(line);
    return isWhole;
  } finally {
    await close();
  }
}
