import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { inject } from 'vitest';
import { packageRoot } from '../../src/lib/package-root.ts';
import { administer, databaseName, withDatabase } from './server.ts';

/**
 * A database of an earlier version, as of the moment in which it was dumped: what was to be done so many minutes later still is.
 *
 * @param name of a file in test/cases/upgrade
 * @param at when it was dumped
 */
export async function loadDump(name: string, at: Date): Promise<{ url: string; drop(): Promise<void> }> {
  const dump = gunzipSync(await readFile(new URL(`test/cases/upgrade/${name}.sql.gz`, packageRoot))).toString();
  const serverUrl = inject('serverUrl');
  const database = databaseName('old');
  const url = withDatabase(serverUrl, database);
  await administer(serverUrl, (sql) => sql`create database ${sql(database)}`);
  await administer(url, (sql) => sql.unsafe(dump).simple());
  // The queue goes by the server's clock, which nothing sets.
  await administer(url, (sql) => sql`update graphile_worker._private_jobs set run_at = run_at + (now() - ${at})`);
  return {
    url,
    drop: () => administer(serverUrl, async (sql) => void (await sql`drop database ${sql(database)} with (force)`)),
  };
}
