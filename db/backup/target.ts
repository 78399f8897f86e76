import type pg from 'pg';

/**
 * What is in a database that a backup is to be loaded into.
 *
 * - `empty`: no table at all
 * - `unused`: the tables of a Staffroom, and no school in them
 * - `in use`: a school
 * - `foreign`: tables of something else
 */
export type Contents = 'empty' | 'unused' | 'in use' | 'foreign';

export async function contentsOf(client: pg.PoolClient): Promise<Contents> {
  const { rows } = await client.query<{ tables: boolean; ours: boolean }>(
    `select exists (select from pg_class c where relkind in ('r', 'p', 'v', 'm') and relnamespace = 'public'::regnamespace
         and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')) as tables,
       to_regclass('drizzle.__drizzle_migrations') is not null and to_regclass('public.centres') is not null as ours`,
  );
  if (!rows[0]?.tables) return 'empty';
  if (!rows[0].ours) return 'foreign';
  const { rows: schools } = await client.query('select from public.centres limit 1');
  return schools.length > 0 ? 'in use' : 'unused';
}

/** What the connections of a Staffroom that runs are called: those for people, for the queue, and the one that listens. */
const running = ['staffroom', 'staffroom-queue', 'staffroom-changes'];

/** Whether a Staffroom works on the database at this moment. */
export async function isRunning(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query(
    `select from pg_stat_activity
     where datname = current_database() and application_name = any ($1) and pid <> pg_backend_pid() limit 1`,
    [running],
  );
  return rows.length > 0;
}

/** Removes the tables of a Staffroom, with all that is in them, and all else that its migrations make but the extensions. */
export async function clear(client: pg.PoolClient): Promise<void> {
  await client.query(`
    do $$ declare each record; begin
      drop schema if exists graphile_worker cascade;
      drop schema if exists drizzle cascade;
      drop schema if exists staffroom_wakes cascade;
      for each in select oid::regclass as name from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
      loop execute format('drop table if exists %s cascade', each.name); end loop;
      for each in select oid::regprocedure as name from pg_proc p where pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
      loop execute format('drop function if exists %s cascade', each.name); end loop;
      for each in select oid::regtype as name from pg_type where typtype = 'e' and typnamespace = 'public'::regnamespace
      loop execute format('drop type if exists %s cascade', each.name); end loop;
    end $$`);
}
