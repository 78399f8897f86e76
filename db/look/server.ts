import { sql } from 'drizzle-orm';
import type { Db } from '../connect.ts';

/** What a server says of itself and of the user who asks; nothing of it is changed. */
export interface ServerFacts extends Record<string, unknown> {
  /** `180004` */
  version: number;
  /** Whether letters beyond English are known: as `migrate` asks. */
  letters: boolean;
  /** A replica, or a server, user or database that was set to be read only; what the asker set itself is passed over. */
  readOnly: 'replica' | 'set' | null;
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
  /** Of those, the ones that the server has, and this database with our tables has no more. */
  lostExtensions: string[];
  /** Connections, by the limit that is nearest and whose that is; those of whoever looks are not counted. */
  connections: { most: number; used: number; of: 'server' | 'user' | 'database' };
  /** Bytes, of the database. */
  size: number;
}

/** What the connections of someone who only looks are called. */
export const doctorsName = 'staffroom-doctor';

const extensions = sql`(values ('pg_trgm'), ('btree_gin')) as needed(name)`;

/** Asks what can be asked of any PostgreSQL. */
export async function readServer(db: Db): Promise<ServerFacts> {
  const { rows } = await db.execute<ServerFacts>(sql`
    with others as (select * from pg_stat_activity where application_name <> ${doctorsName})
    select current_setting('server_version_num')::int as version,
      getdatabaseencoding() = 'UTF8' and lower('ÉЖ') = 'éж' as letters,
      case when pg_is_in_recovery() then 'replica' when exists (
        select from pg_db_role_setting s, unnest(s.setconfig) as c
        where c = 'default_transaction_read_only=on'
          and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
          and s.setrole in (0, u.oid)
      ) or exists (
        select from pg_settings where name = 'default_transaction_read_only' and reset_val = 'on'
      ) then 'set' end as "readOnly",
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
      (select coalesce(array_agg(needed.name), '{}') from ${extensions}
        where to_regclass('public.audit_events') is not null
          and exists (select from pg_available_extensions e where e.name = needed.name and e.installed_version is null)
      ) as "lostExtensions",
      (select json_build_object('most', most, 'used', used, 'of', whose) from (
        values
          ('server', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            (select count(*)::int from others where backend_type = 'client backend')),
          ('user', u.rolconnlimit, (select count(*)::int from others where usesysid = u.oid)),
          ('database', (select datconnlimit from pg_database where datname = current_database()),
            (select count(*)::int from others where datname = current_database()))
        ) as limits(whose, most, used) where most >= 0 order by most - used limit 1) as connections,
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
