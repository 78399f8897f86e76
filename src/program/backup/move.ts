import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from '../../../db/backup/dump.ts';
import type { Head } from '../../../db/backup/format.ts';
import { readBackup } from '../../../db/backup/read.ts';
import { refuseRunning, restoreInto } from '../../../db/backup/restore.ts';
import { version } from '../../lib/version.ts';
import { environment } from '../environment.ts';
import { asOwner } from '../owner-url.ts';
import { keptKey, keysInForce } from '../secret-key.ts';
import { dataDir, settingsOf } from './from-command-line.ts';
import { isKnown } from './keys.ts';
import { putKey, trailOf } from './restore.ts';
import { amountOf } from './words.ts';

interface Options {
  /** Deletes what Staffroom has in DATABASE_URL. */
  replace: boolean;
  signal: AbortSignal;
}

/** Those of the migrations. */
const connections = 4;

const noUrl =
  'DATABASE_URL: missing. Set it in .env to the address of your own PostgreSQL, and what the embedded database has is brought there.';
const otherKey =
  'SECRET_KEY: this is not the key that the embedded database was worked with. Set it to what .data/secret-key has, and try again.';

const underWay =
  'SECRET_KEY: a change is under way, and .data/secret-key-before has the key of before. Start Staffroom without DATABASE_URL, then end the change (npm run change-key -- --finish), and move after that. Nothing was changed.';

/**
 * Brings all that the embedded database has into the one that DATABASE_URL names. The embedded one stays as it is.
 *
 * @returns what was done, in lines
 * @throws Error with a sentence
 */
export async function move({ replace, signal }: Options): Promise<string[]> {
  const given = environment();
  const isGiven = (given.SECRET_KEY ?? '').trim() !== '';
  const file = join(dataDir, 'secret-key');
  const config = settingsOf(isGiven || !given.DATABASE_URL ? given : { ...given, SECRET_KEY: keptKey(file) });
  const { databaseUrl } = config;
  if (!databaseUrl) throw new Error(noUrl);
  const keys = keysInForce(config, file);
  if (existsSync(file) && keysInForce({}, file).length > 1) throw new Error(underWay);
  const onHead = ({ keyFingerprint }: Head) => {
    if (!isKnown(keys, keyFingerprint)) throw new Error(otherKey);
  };
  const from = { databaseUrl: undefined, dir: join(dataDir, 'postgres'), connections: 1 };
  return asOwner(from, (embedded) =>
    asOwner({ ...from, databaseUrl, connections }, async (url) => {
      await refuseRunning(embedded);
      const backup = await readBackup(
        dump(embedded, { staffroom: version, madeAt: new Date().toISOString() }, { onHead }),
      );
      const counts = await restoreInto(url, backup, { replace, onBegin: () => {}, signal });
      return [
        `All that the embedded database had is in yours now: ${amountOf(counts)}.`,
        ...(await trailOf(url)),
        ...(isGiven ? [] : [putKey]),
        'The embedded one is as it was, in .data/postgres, and is not used while DATABASE_URL is set. Then: npm start',
      ];
    }),
  );
}
