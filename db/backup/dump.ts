import { createHash } from 'node:crypto';
import pg from 'pg';
import { to } from 'pg-copy-streams';
import { openPool } from '../pool.ts';
import { formatVersion, type Head, jobsTable, lastRow, session, type TableHead, theEnd } from './format.ts';

/** What the server calls the connection of a backup or a restore: it is no Staffroom that runs. */
export const backupName = 'staffroom-backup';

export type About = Pick<Head, 'staffroom' | 'madeAt' | 'secretKeys'>;

interface Listeners {
  /** Told what is said of the whole, before anything else is read. */
  onHead?: (head: Head) => void;
  /** Told of each table that has been read, and of how many rows. */
  onTable?: (table: string, rows: number) => void;
}

/**
 * Reads all that a school keeps, as of one moment, while others go on working: tables from the catalogue, whatever release made
 * them, and the jobs that wait.
 *
 * @param url with the owner of the tables
 * @returns the text of a backup (see format.ts), in pieces, so that it takes no more memory than they do
 * @throws Error with a sentence where there is no Staffroom in the database
 */
export async function* dump(
  url: string,
  about: About,
  { onHead = () => {}, onTable = () => {} }: Listeners = {},
): AsyncGenerator<Buffer> {
  const pool = openPool(url, { max: 1, name: backupName, session });
  try {
    const client = await pool.connect();
    try {
      const held = await namesOf(client);
      await client.query('begin isolation level repeatable read, read only');
      // Before the moment is taken: a table that a migration writes anew after it would look empty.
      if (held) await client.query(`lock table ${held} in access share mode`);
      const head = await headOf(client, about);
      onHead(head);
      yield line(head);
      const copies = [
        ...(await tablesOf(client)).map((table) => ({
          ...table,
          query: `select ${listOf(table)} from ${nameOf(table)}`,
        })),
        { table: jobsTable, columns: jobColumns, query: jobsQuery },
      ];
      for (const { query, ...table } of copies) {
        const rows = yield* rowsOf(client, table, query);
        onTable(table.table, rows);
      }
      yield Buffer.from(`${theEnd}\n`);
      await client.query('commit');
    } finally {
      // One that was left in the middle of a table can do nothing else.
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

const line = (what: object) => Buffer.from(`${JSON.stringify(what)}\n`);

/** As it stands in SQL. */
export const nameOf = ({ table }: TableHead) => `public.${pg.escapeIdentifier(table)}`;
export const listOf = ({ columns }: TableHead) => columns.map((column) => pg.escapeIdentifier(column)).join(', ');

/** @returns how many there were */
async function* rowsOf(client: pg.PoolClient, table: TableHead, query: string): AsyncGenerator<Buffer, number> {
  yield line(table);
  const hash = createHash('sha256');
  const stream = client.query(to(`copy (${query}) to stdout`));
  for await (const rows of stream as AsyncIterable<Buffer>) {
    hash.update(rows);
    yield rows;
  }
  yield Buffer.from(`${lastRow}\n`);
  yield line({ rows: stream.rowCount, sha256: hash.digest('hex') });
  return stream.rowCount;
}

async function headOf(client: pg.PoolClient, about: About): Promise<Head> {
  const { rows: found } = await client.query<{ is: boolean; postgresql: string }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null and to_regclass('public.centres') is not null as is,
       current_setting('server_version') as postgresql`,
  );
  if (!found[0]?.is) throw new Error('There is no Staffroom in this database, and so nothing to back up.');
  const { rows: migrations } = await client.query<{ at: string }>(
    'select max(created_at)::text as at from drizzle.__drizzle_migrations',
  );
  const { rows: sequences } = await client.query<{ name: string; last: string }>(
    `select sequencename as name, last_value::text as last from pg_sequences
     where schemaname = 'public' and last_value is not null order by 1`,
  );
  const keyFingerprint = await fingerprintOf(client);
  return {
    staffroomBackup: formatVersion,
    ...about,
    ...(keyFingerprint && { keyFingerprint }),
    postgresql: found[0].postgresql,
    migration: Number(migrations[0]?.at),
    sequences,
  };
}

/** Of the newest secret key; a release of before kept none. */
async function fingerprintOf(client: pg.PoolClient): Promise<string | undefined> {
  const { rows: table } = await client.query(`select from pg_class where oid = to_regclass('public.secret_keys')`);
  if (table.length === 0) return undefined;
  const { rows } = await client.query<{ hex: string }>(
    `select encode(fingerprint, 'hex') as hex from public.secret_keys order by id desc limit 1`,
  );
  return rows[0]?.hex;
}

/** All tables that are read, as they stand in SQL; nothing where there are none. */
async function namesOf(client: pg.PoolClient): Promise<string | null | undefined> {
  const { rows } = await client.query<{ names: string | null }>(
    `select string_agg(format('%I.%I', nspname, relname), ', ' order by c.oid) as names
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where relkind = 'r' and nspname in ('public', 'drizzle', 'graphile_worker')
       and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')`,
  );
  return rows[0]?.names;
}

/** Generated columns are not written: the database makes them anew. */
async function tablesOf(client: pg.PoolClient): Promise<TableHead[]> {
  const { rows } = await client.query<TableHead>(
    `select c.relname as table, array_agg(attname::text order by attnum) as columns
     from pg_class c join pg_attribute on attrelid = c.oid
     where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped and attgenerated = ''
       and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
     group by c.relname order by c.relname`,
  );
  return rows;
}

/** What add_job is given, and what it is not asked for: how often a job was tried, and why it failed. */
const jobColumns = [
  'task',
  'payload',
  'queue',
  'run_at',
  'max_attempts',
  'key',
  'priority',
  'attempts',
  'last_error',
  'created_at',
];

/** A job that is in somebody's hands has been counted as tried: where it is read again, nobody has it. */
const jobsQuery = `
  select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority,
    greatest(j.attempts - (j.locked_at is not null)::int, 0), j.last_error, j.created_at
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
  order by j.id`;
