import { join } from 'node:path';
import { connect } from '../../db/connect.ts';
import { makeLogins } from '../../db/logins.ts';
import { migrate } from '../../db/migrate.ts';
import { fileProblem } from '../lib/file-problem.ts';
import { harmlessLine } from '../lib/harmless-error.ts';
import { dataDir } from '../lib/package-root.ts';
import type { App } from '../service/context.ts';
import { takeUpKey } from '../service/keys/take-up.ts';
import type { Config } from './config/config.ts';
import { settings } from './environment.ts';
import { asOwner } from './owner-url.ts';
import { openSecretKeys } from './secret-key.ts';

/** Those of the migrations, and one. */
const connectionsHeld = 4;

/**
 * Does one thing from the command line, on the database of a Staffroom that may run meanwhile, and prints what it says.
 *
 * @param work what it gives back is printed; what it throws is printed as one line, and the exit code is 1
 */
export async function beside(work: (app: App, config: Config) => Promise<string>): Promise<void> {
  try {
    console.log(await withApp(settings().config, work));
  } catch (error) {
    console.error(harmlessLine(fileProblem(error)));
    process.exitCode = 1;
  }
}

function withApp(config: Config, work: (app: App, config: Config) => Promise<string>): Promise<string> {
  const { databaseUrl, publicUrl } = config;
  const dir = join(dataDir, 'postgres');
  return asOwner({ databaseUrl, dir, connections: connectionsHeld }, async (url) => {
    const secret = openSecretKeys(config, join(dataDir, 'secret-key'));
    const keys = secret.keys();
    await migrate(url);
    const logins = await makeLogins(url, keys.secretKey);
    const { db, close } = connect(logins.app, { ...logins, max: 1 });
    try {
      const app = { db, clock: () => new Date(), ...keys, publicUrl };
      await takeUpKey(app).catch((error) => {
        throw secret.refused(error);
      });
      return await work(app, config);
    } finally {
      await close();
    }
  });
}
