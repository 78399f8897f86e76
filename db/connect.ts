import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema/index.ts';

/** What queries run on: the pool, or one transaction. */
export type Db = PostgresJsDatabase<typeof schema>;
/** Told from a transaction by its client. */
export type Pool = Db & { $client: postgres.Sql };
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

/** The role that the program works as. It owns nothing; what it may do is in roles.ts. */
export const appRole = 'staffroom_app';

export type Connection = ReturnType<typeof connect>;

/**
 * Opens a pool of connections as the program's own role, which may not touch what it has no business with (see
 * roles.ts).
 *
 * @param url a PostgreSQL URL
 * @param options.max how many connections at once, at most
 * @param options.asOwner connects as the URL's own user: for migrations, and for databases where the role could not be
 *   made
 * @param options.patient lets a statement and an open transaction last: a migration may take long, and must not lose its
 *   lock meanwhile
 */
export function connect(url: string, options: { max?: number; asOwner?: boolean; patient?: boolean } = {}) {
  // PostgreSQL takes 0 for no limit.
  const longest = options.patient ? 0 : 30_000;
  const sql = postgres(url, {
    max: options.max ?? 10,
    // A person waits: better an answer that the database is away than a long silence.
    connect_timeout: 5,
    onnotice: () => {},
    // A connection that dies while it asks for types would take the process with it; we need none of them.
    fetch_types: false,
    connection: {
      application_name: 'staffroom',
      statement_timeout: longest,
      idle_in_transaction_session_timeout: longest,
      // How alike a mistyped name has to be for the index to find it.
      'pg_trgm.word_similarity_threshold': '0.3',
      ...(options.asOwner ? {} : { role: appRole }),
    },
  });
  const db: Pool = drizzle(sql, { schema, casing: 'snake_case' });
  return { db, close: () => sql.end({ timeout: 5 }) };
}
