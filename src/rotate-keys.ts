import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '../db/connect.ts';
import { startEmbedded } from '../db/embedded/embedded.ts';
import { makeLogins } from '../db/logins.ts';
import { migrate } from '../db/migrate.ts';
import { fileProblem } from './lib/file-problem.ts';
import { harmlessLine } from './lib/harmless-error.ts';
import { packageRoot } from './lib/package-root.ts';
import { type Config, readConfig } from './program/config/config.ts';
import { reached } from './program/database.ts';
import { inWords } from './program/database-problem.ts';
import { environment } from './program/environment.ts';
import { secretKeys } from './program/secret-key.ts';
import { takeUpKey } from './service/keys/take-up.ts';
import { rotateKeys } from './service/sign-in/keys.ts';

/**
 * `npm run rotate-keys`: a new key to sign with. Whatever runs goes on, and takes it up at once; it signs from
 * two minutes on. With `-- --forget` the keys before are thrown away at once.
 */

/** Those of the migrations, and one. */
const connectionsHeld = 4;

const dataDir = fileURLToPath(new URL('.data', packageRoot));

async function rotate(config: Config, forget: boolean): Promise<string> {
  const { databaseUrl, publicUrl } = config;
  // The embedded database of a Staffroom that runs is joined.
  const dir = join(dataDir, 'postgres');
  const embedded = databaseUrl ? undefined : await startEmbedded({ dir });
  try {
    const url = databaseUrl ? await reached(databaseUrl, connectionsHeld) : (embedded?.url ?? '');
    const keys = secretKeys(config, join(dataDir, 'secret-key'));
    const logins = await migrate(url)
      .then(() => makeLogins(url, keys.secretKey))
      .catch((error) => {
        throw inWords(error, embedded && dir);
      });
    const { db, close } = connect(logins.app, { ...logins, max: 1 });
    try {
      const app = { db, clock: () => new Date(), ...keys, publicUrl };
      await takeUpKey(app);
      return await rotateKeys(app, { forget });
    } finally {
      await close();
    }
  } finally {
    await embedded?.stop();
  }
}

try {
  const config = readConfig(environment());
  if ('wrong' in config) throw new Error(config.wrong.join('\n'));
  const forget = process.argv.includes('--forget');
  const kid = await rotate(config, forget);
  const before = forget ? 'The ones before are gone.' : 'The ones before are published for another 30 days.';
  console.log(`There is a new key to sign with: ${kid}. ${before}`);
} catch (error) {
  console.error(harmlessLine(fileProblem(error)));
  process.exitCode = 1;
}
