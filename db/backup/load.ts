import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import { advisoryLocks } from '../../src/lib/advisory-locks.ts';
import { listOf, nameOf } from './dump.ts';
import { BrokenBackup, jobsTable } from './format.ts';
import { type Backup, type BackupTable, eachTable } from './read.ts';
import { contentsOf, isRunning } from './target.ts';

/** Someone came in between: a sentence that says so. */
const cameBetween =
  'A Staffroom was started on this database meanwhile, so that nothing was restored. Stop it, and restore again.';

/**
 * Loads a backup into a database that was migrated as far as the one was that it came from: all of it, or nothing.
 *
 * What forbids and what acts while rows come (the keys between tables; triggers, which queue jobs and guard the trail) is put off
 * until they are there, within the one transaction that loads them.
 *
 * @param client of the owner of the tables
 * @returns how many rows each table had, by its name
 * @throws BrokenBackup; Error with a sentence where somebody else uses the database
 */
export async function load(client: pg.PoolClient, backup: Backup, signal: AbortSignal): Promise<Map<string, number>> {
  try {
    await client.query('begin');
    // A Staffroom that starts now waits for its turn to migrate until all is there.
    await client.query(`select pg_advisory_xact_lock(${advisoryLocks.migration})`);
    if ((await contentsOf(client)) !== 'unused') throw new Error(cameBetween);
    const all = await tablesOf(client);
    const keys = await keysBetween(client);
    await inTurn(client, [
      ...keys.map(({ table, name }) => `alter table ${table} drop constraint ${name}`),
      ...all.map((table) => `alter table ${table} disable trigger user`),
      // A migration may have put rows there.
      `truncate ${all.join(', ')}`,
    ]);
    const loaded = new Map<string, number>();
    const counts = await eachTable(backup, async (table) => {
      signal.throwIfAborted();
      loaded.set(table.table, await (table.table === jobsTable ? addJobs : copyRows)(client, table, signal));
    });
    for (const [table, rows] of counts) {
      if (loaded.get(table) !== rows)
        throw new BrokenBackup(`Of ${table} there were ${rows} rows, and ${loaded.get(table)} were loaded.`);
    }
    for (const { name, last } of backup.head.sequences) {
      await client.query(`select setval(format('public.%I', $1::text)::regclass, $2::bigint)`, [name, last]);
    }
    await inTurn(client, [
      ...keys.map(({ table, name, is }) => `alter table ${table} add constraint ${name} ${is}`),
      ...all.map((table) => `alter table ${table} enable trigger user`),
    ]);
    // Before it took a lock of ours it had seen an empty database.
    if (await isRunning(client)) throw new Error(cameBetween);
    signal.throwIfAborted();
    await client.query('commit');
    return counts;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

async function inTurn(client: pg.PoolClient, statements: string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

/** All of ours, as they stand in SQL. */
async function tablesOf(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('public.%I', relname) as name from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
       and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')`,
  );
  return rows.map(({ name }) => name);
}

/** The foreign keys, and how each is made again. */
async function keysBetween(client: pg.PoolClient): Promise<{ table: string; name: string; is: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; is: string }>(
    `select format('public.%I', relname) as table, quote_ident(conname) as name, pg_get_constraintdef(o.oid) as is
     from pg_constraint o join pg_class c on c.oid = conrelid
     where contype = 'f' and relnamespace = 'public'::regnamespace`,
  );
  return rows;
}

async function copyRows(client: pg.PoolClient, table: BackupTable, signal: AbortSignal): Promise<number> {
  return copyInto(client, `${nameOf(table)} (${listOf(table)})`, table, signal);
}

async function copyInto(
  client: pg.PoolClient,
  where: string,
  { rows }: BackupTable,
  signal: AbortSignal,
): Promise<number> {
  const stream = client.query(from(`copy ${where} from stdin`));
  await pipeline(Readable.from(rows), stream, { signal });
  return stream.rowCount;
}

/**
 * Adds jobs to the queue by its own function, so that the tables behind it may be another release's. In their order: jobs of one
 * queue are carried out one after the other.
 */
async function addJobs(client: pg.PoolClient, table: BackupTable, signal: AbortSignal): Promise<number> {
  await client.query(
    `create temporary table loaded_jobs (place bigint generated always as identity, task text, payload json, queue text,
       run_at timestamptz, max_attempts int, key text, priority int, attempts int, last_error text, created_at timestamptz)
     on commit drop`,
  );
  const count = await copyInto(client, `loaded_jobs (${listOf(table)})`, table, signal);
  await client.query(
    `create temporary table added_jobs on commit drop as
     select (graphile_worker.add_job(task, payload, queue, run_at, max_attempts, key, priority)).id, attempts, last_error, created_at
     from (select * from loaded_jobs order by place) l`,
  );
  await client.query(
    `update graphile_worker._private_jobs j
     set attempts = a.attempts, last_error = a.last_error, created_at = a.created_at
     from added_jobs a where a.id = j.id`,
  );
  return count;
}
