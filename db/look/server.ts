import { sql } from 'drizzle-orm';
import type { Db } from '../connect.ts';

/** What a server says of itself and of the user who asks; nothing of it is changed. */
export interface ServerFacts extends Record<string, unknown> {
  /** `180004` */
  version: number;
  /** Whether letters beyond English are known: as `migrate` asks. */
  letters: boolean;
  /** A replica, or a server or user that was set to be read only; what the asker set itself is passed over. */
  readOnly: boolean;
  /** Of this connection: `TLSv1.3`; null where it is not encrypted. */
  tls: string | null;
  superuser: boolean;
  /** Whether the user may make roles, and make schemas, extensions and tables here. */
  makesRoles: boolean;
  creates: boolean;
  createsTables: boolean;
  /** A table here that the user does not own, and so can't migrate; null where there is none. */
  notOwned: string | null;
  /** Of the extensions that are needed, those that are neither here nor on the server. */
  missingExtensions: string[];
  /** Connections, by the limit that is nearest: the server's, this user's, or this database's. */
  connections: { most: number; used: number };
  /** Bytes, of the database. */
  size: number;
}

const extensions = sql`(values ('pg_trgm'), ('btree_gin')) as needed(name)`;

/** Asks what can be asked of any PostgreSQL. */
export async function readServer(db: Db): Promise<ServerFacts> {
  const { rows } = await db.execute<ServerFacts>(sql`
    select current_setting('server_version_num')::int as version,
      getdatabaseencoding() = 'UTF8' and lower('ÉЖ') = 'éж' as letters,
      pg_is_in_recovery() or exists (
        select from pg_db_role_setting s, unnest(s.setconfig) as c
        where c = 'default_transaction_read_only=on'
          and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
          and s.setrole in (0, u.oid)
      ) or exists (
        select from pg_settings where name = 'default_transaction_read_only' and reset_val = 'on'
      ) as "readOnly",
      (select version from pg_stat_ssl where pid = pg_backend_pid() and ssl) as tls,
      u.rolsuper as superuser,
      u.rolsuper or u.rolcreaterole as "makesRoles",
      has_database_privilege(current_database(), 'create') as creates,
      has_schema_privilege('public', 'create') as "createsTables",
      (select min(tablename::text) from pg_tables
        where schemaname = 'public' and not pg_has_role(tableowner, 'usage')) as "notOwned",
      (select coalesce(array_agg(needed.name), '{}') from ${extensions}
        where not exists (select from pg_available_extensions e where e.name = needed.name)
          and not exists (select from pg_extension e where e.extname = needed.name)) as "missingExtensions",
      (select json_build_object('most', most, 'used', used) from (
        values
          (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            (select count(*)::int from pg_stat_activity where backend_type = 'client backend')),
          (u.rolconnlimit, (select count(*)::int from pg_stat_activity where usesysid = u.oid)),
          ((select datconnlimit from pg_database where datname = current_database()),
            (select count(*)::int from pg_stat_activity where datname = current_database()))
        ) as limits(most, used) where most >= 0 order by most - used limit 1) as connections,
      pg_database_size(current_database())::float as size
    from pg_roles u where u.rolname = current_user`);
  const [row] = rows;
  if (!row) throw new Error('the server says nothing of its own user');
  return row;
}

/** The tables that take most room, indexes included, the largest first. */
export async function largestTables(db: Db, count: number): Promise<{ name: string; bytes: number }[]> {
  const { rows } = await db.execute<{ name: string; bytes: number }>(sql`
    select relname::text as name, pg_total_relation_size(oid)::float as bytes from pg_class
    where relkind = 'r' and relnamespace in ('public'::regnamespace, to_regnamespace('graphile_worker'))
    order by bytes desc limit ${count}`);
  return rows;
}
