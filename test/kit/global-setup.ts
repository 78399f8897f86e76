import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../db/embedded/embedded.ts';
import { type Logins, makeLogins } from '../../db/logins.ts';
import { migrate } from '../../db/migrate.ts';
import { packageRoot } from '../../src/lib/package-root.ts';
import { administer, databaseName, dropLeftovers, withDatabase } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server's own database, as a user who may create others. */
    serverUrl: string;
    /** The migrated database's users, whose rights its copies have too. */
    logins: Logins;
    /** The migrated database that every test file's is copied from. */
    template: string;
  }
}

/** Starts PostgreSQL (or uses the one of DATABASE_URL_TEST) and migrates the template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Vitest's own, which puts the lines of the sources into what went wrong, breaks on what `fsModuleCache` keeps (it is bytes, and it wants
  // text), within the driver's socket, where nobody catches it: what went wrong was then not said.
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  const given = process.env.DATABASE_URL_TEST;
  const embedded = given ? null : await startEmbedded({ dir: folder(), durable: false, database: 'postgres' });
  const serverUrl = given ?? (embedded as { url: string }).url;
  const template = databaseName('template');
  await dropLeftovers(serverUrl);
  await administer(serverUrl, (sql) => sql`create database ${sql(template)}`);
  await migrate(withDatabase(serverUrl, template));
  project.provide('logins', await makeLogins(withDatabase(serverUrl, template), randomBytes(32)));
  project.provide('serverUrl', serverUrl);
  project.provide('template', template);
  return async () => {
    await administer(serverUrl, (sql) => sql`drop database if exists ${sql(template)} with (force)`);
    await dropLeftovers(serverUrl);
    await embedded?.stop();
  };
}

/** How clusters are made, where that changed: one that was made before would be used as it is. */
const made = 'with letters';

/** One for each user and copy of the project, outside of it: below root's home PostgreSQL could not read it. */
function folder(): string {
  const project = createHash('sha256').update(packageRoot.href).update(made).digest('hex').slice(0, 12);
  return join(tmpdir(), `staffroom-test-${process.getuid?.() ?? 'user'}-${project}`);
}
