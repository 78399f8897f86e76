import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { migrate as runDrizzle } from 'drizzle-orm/node-postgres/migrator';
import { Logger, runMigrations as runQueue } from 'graphile-worker';
import { advisoryLocks } from '../src/lib/advisory-locks.ts';
import { packageRoot } from '../src/lib/package-root.ts';
import { connect, type Pool, type Tx } from './connect.ts';
import { journal } from './journal.ts';
import { oldestIn } from './look/migrations.ts';
import { inComment, newestHere, oldestBeside } from './oldest-program.ts';
import { indexQueue } from './queue-index.ts';
import { closedToOthers, grantsOfBefore } from './roles.ts';

/** How a database is made that knows all letters, whatever the locale of its server. `docs/running.md` has it too. */
export const createdb = 'createdb --owner=staffroom --template=template0 --encoding=UTF8 --locale=C.UTF-8 staffroom';

const asciiOnly = `DATABASE_URL: this database knows the letters of English alone, so that José could not be found. Make it anew: ${createdb}`;

const tooOld =
  'A newer Staffroom has upgraded this database, and this version is too old to work with it. Start the newer one. To go back, restore the backup that was made before the upgrade (docs/upgrade.md).';

const quiet = new Logger(() => () => {});

/**
 * Brings a database to the newest schema, the job queue's included.
 *
 * Copies that start together take turns by an advisory lock, and all that is new is one transaction: it is there whole or
 * not at all. An older copy that works meanwhile is not stopped: its statements wait for the tables being changed (30
 * seconds at most, then people read "try again"), and it goes on against the newer schema. Nor is one of the release
 * before refused that starts afterwards: it finds nothing to do. So a migration leaves whole what the release before it reads
 * and writes; what that one still needs is dropped one release later. A still older one is refused, by what the database says
 * of itself. (The queue refuses too, where a newer one of its own broke with the older.)
 *
 * @param url a PostgreSQL URL whose user may create tables
 * @param options.upTo the last of our migrations that is carried out, by when it was made (see journal.ts): what a database of an
 *   older release is brought back as
 * @throws when the server is older than PostgreSQL 15, or the database was upgraded past this program
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
      await refuseNewer(tx);
      await runQueue({ pgPool: owner.db.$client, logger: quiet });
      await indexQueue(owner.db);
      if (upTo !== undefined) return runUpTo(owner.db, upTo);
      await runDrizzle(owner.db, { migrationsFolder });
      await noteOldest(tx);
      await owner.db.execute(sql.raw(closedToOthers + grantsOfBefore));
    });
  } finally {
    await owner.close();
  }
}

const migrationsFolder = fileURLToPath(new URL('db/migrations', packageRoot));

/** The package carries out all that is in a folder: it is given one that has no more. */
async function runUpTo(db: Pool, upTo: number): Promise<void> {
  const { entries, ...rest } = journal();
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

async function refuseNewer(tx: Tx): Promise<void> {
  if (newestHere() < (await oldestIn(tx))) throw new Error(tooOld);
}

/** Said by the newest program alone: one of the release before, started later, would else let its own in again. */
async function noteOldest(tx: Tx): Promise<void> {
  const oldest = oldestBeside();
  if (oldest <= (await oldestIn(tx))) return;
  await tx.execute(sql.raw(`comment on schema drizzle is '${inComment(oldest)}'`));
}
