import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { migrate as runDrizzle } from 'drizzle-orm/node-postgres/migrator';
import { Logger, runMigrations as runQueue } from 'graphile-worker';
import { advisoryLocks } from '../src/lib/advisory-locks.ts';
import { packageRoot } from '../src/lib/package-root.ts';
import { connect, type Pool } from './connect.ts';
import { indexQueue } from './queue-index.ts';
import { closedToOthers, grantsOfBefore } from './roles.ts';

const asciiOnly =
  'DATABASE_URL: this database knows the letters of English alone, so that José could not be found. Make it anew: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 staffroom';

const quiet = new Logger(() => () => {});

/**
 * Brings a database to the newest schema, the job queue's included.
 *
 * Copies that start together take turns by an advisory lock, and all that is new is one transaction: it is there whole or
 * not at all. An older copy that works meanwhile is not stopped: its statements wait for the tables being changed (30
 * seconds at most, then people read "try again"), and it goes on against the newer schema. Nor is one that starts
 * afterwards refused: it finds nothing to do. (The queue alone refuses, where a newer one of its own broke with the
 * older.) So a migration leaves whole what the release before it reads and writes; what that one still needs is dropped
 * one release later.
 *
 * @param url a PostgreSQL URL whose user may create tables
 * @param options.upTo the last of our migrations that is carried out, by when it was made (see {@link journal}): what a database of an
 *   older release is brought back as
 * @throws when the server is older than PostgreSQL 15
 */
export async function migrate(url: string, { upTo }: { upTo?: number } = {}): Promise<void> {
  const owner = connect(url, { max: 3, patient: true });
  try {
    const [server] = (
      await owner.db.execute<{ version: number; letters: boolean }>(sql`
        select current_setting('server_version_num')::int as version,
          getdatabaseencoding() = 'UTF8' and lower('ÉЖ') = 'éж' as letters`)
    ).rows;
    if (!server || server.version < 150_000) {
      throw new Error('DATABASE_URL: this PostgreSQL is older than 15. Use PostgreSQL 15 or newer.');
    }
    if (!server.letters) throw new Error(asciiOnly);
    await owner.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.migration})`);
      await runQueue({ pgPool: owner.db.$client, logger: quiet });
      await indexQueue(owner.db);
      if (upTo !== undefined) return runUpTo(owner.db, upTo);
      await runDrizzle(owner.db, { migrationsFolder });
      await owner.db.execute(sql.raw(closedToOthers + grantsOfBefore));
    });
  } finally {
    await owner.close();
  }
}

const migrationsFolder = fileURLToPath(new URL('db/migrations', packageRoot));

interface Journal {
  /** `when`: when it was made, in milliseconds since 1970, by which the database knows it. */
  entries: { tag: string; when: number }[];
}

/** What migrations there are, in their order. */
export async function journal(): Promise<Journal> {
  return JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8'));
}

/** The package carries out all that is in a folder: it is given one that has no more. */
async function runUpTo(db: Pool, upTo: number): Promise<void> {
  const { entries, ...rest } = await journal();
  const first = entries.filter(({ when }) => when <= upTo);
  const folder = await mkdtemp(join(tmpdir(), 'staffroom-migrations-'));
  try {
    await mkdir(join(folder, 'meta'));
    await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ ...rest, entries: first }));
    for (const { tag } of first) await cp(join(migrationsFolder, `${tag}.sql`), join(folder, `${tag}.sql`));
    await runDrizzle(db, { migrationsFolder: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
