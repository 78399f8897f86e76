import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from '../../../db/backup/dump.ts';
import type { Head } from '../../../db/backup/format.ts';
import { readBackup } from '../../../db/backup/read.ts';
import { refuseRunning, restoreInto } from '../../../db/backup/restore.ts';
import { dataDir } from '../../lib/package-root.ts';
import { version } from '../../lib/version.ts';
import { environment, settingsIn } from '../environment.ts';
import { noteMoved } from '../moved.ts';
import { asOwner } from '../owner-url.ts';
import { keptKey, keysInForce } from '../secret-key.ts';
import type { Told } from './from-command-line.ts';
import { keepReplaced } from './keep-replaced.ts';
import { isKnown } from './keys.ts';
import { putKey, sayTrail } from './restore.ts';
import { amountOf } from './words.ts';

interface Options extends Told {
  /** Deletes what Staffroom has in DATABASE_URL. */
  replace: boolean;
}

/** Those of the migrations, and the one that keeps others out meanwhile. */
const connections = 5;

const noUrl =
  'DATABASE_URL: missing. Set it in .env to the address of your own PostgreSQL, and what the embedded database has is brought there.';
const otherKey =
  'SECRET_KEY: this is not the key that the embedded database was worked with. Set it to what .data/secret-key has, and try again.';

const underWay =
  'SECRET_KEY: a change is under way, and .data/secret-key-before has the key of before. Start Staffroom without DATABASE_URL, then end the change (npm run change-key -- --finish), and move after that. Nothing was changed.';

/**
 * Brings all that the embedded database has into the one that DATABASE_URL names. The embedded one stays as it is.
 *
 * @returns whether the audit trail is whole
 * @throws Error with a sentence
 */
export async function move({ replace, signal, say }: Options): Promise<boolean> {
  const given = environment();
  const isGiven = (given.SECRET_KEY ?? '').trim() !== '';
  const file = join(dataDir, 'secret-key');
  const config = settingsIn(isGiven || !given.DATABASE_URL ? given : { ...given, SECRET_KEY: keptKey(file) });
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
      const counts = await restoreInto(url, backup, {
        replace,
        async onBegin(isInUse) {
          if (isInUse) say(await keepReplaced(url, undefined, signal));
        },
        signal,
      });
      noteMoved(dataDir, new Date());
      say(`All that the embedded database had is in yours now: ${amountOf(counts)}.`);
      const isWhole = await sayTrail(url, say);
      if (!isGiven) say(putKey);
      say(
        'The embedded one is as it was, in .data/postgres, and no start uses it any more: without DATABASE_URL there is none. Then: npm start',
      );
      return isWhole;
    }),
  );
}
