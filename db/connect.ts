import { sql } from 'drizzle-orm';
import { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { breaker, closePool, openPool } from './pool.ts';
import { type Db, dialect, Session } from './session.ts';
import { wakesByItself, wakeWorkers } from './wake.ts';

export type { Db, Tx } from './session.ts';
/** Told from a transaction by its client. */
export type Pool = Db & { $client: pg.Pool };

export type Connection = ReturnType<typeof connect>;

/** Longest that a statement, or a transaction that says nothing, may take, in milliseconds. */
const usualStatementMs = 30_000;

interface ConnectOptions {
  /** How many connections at once, at most. */
  max?: number;
  /** What its user becomes on each connection. */
  role?: string;
  /** Lets a statement and an open transaction last: a migration may take long, and must not lose its lock meanwhile. */
  patient?: boolean;
  /** What the server calls its connections. */
  name?: string;
  /** Refuses whatever would write. */
  readOnly?: boolean;
  /** Longest that a statement may take, in milliseconds, where it is less than usual. */
  statementMs?: number;
  /** Told of each statement and transaction that fails; nothing waits for it. */
  onFailure?: (error: unknown) => void;
}

/**
 * Opens a pool of connections.
 *
 * @param url a PostgreSQL URL; whose user may touch what is in roles.ts (see logins.ts)
 */
export function connect(url: string, options: ConnectOptions = {}) {
  const { statementMs = usualStatementMs, onFailure } = options;
  // PostgreSQL takes 0 for no limit.
  const longest = options.patient ? '0' : `${statementMs}ms`;
  const pool = openPool(url, {
    max: options.max ?? 10,
    ...(options.name && { name: options.name }),
    session: {
      statement_timeout: longest,
      idle_in_transaction_session_timeout: longest,
      // How alike a mistyped name has to be for the index to find it.
      'pg_trgm.word_similarity_threshold': '0.3',
      // Out of JSON, bytes are read so.
      bytea_output: 'hex',
      ...wakesByItself,
      ...(options.role && { role: options.role }),
      ...(options.readOnly && { default_transaction_read_only: 'on' }),
    },
    // A server that was stopped in the middle never says that the time is over.
    ...(options.patient ? {} : { answerMs: statementMs + 5_000 }),
  });
  wakeWorkers(pool);
  const breakOff = breaker(pool);
  const db = new NodePgDatabase(dialect, new Session(pool, onFailure), undefined);
  return {
    db: Object.assign(db, { $client: pool }) as Pool,
    /** Waits for what is under way, for some seconds. */
    close: () => closePool(pool),
    /** Whatever is under way, and all that is asked from now on, fails as where the connection broke. */
    breakOff,
  };
}

/**
 * Looks whether what is set on each connection holds there: a pooler may forget it, and then the program would work without
 * limits.
 *
 * @throws Error with a sentence
 */
export async function checkSession(db: Db, options: { role?: string }): Promise<void> {
  const { rows } = await db.execute<{ role: string; timeout: string }>(
    sql`select current_user as role, current_setting('statement_timeout') as timeout`,
  );
  const [found] = rows;
  if (found?.timeout === `${usualStatementMs / 1_000}s` && (!options.role || found.role === options.role)) return;
  throw new Error(
    'DATABASE_URL: what is set on a connection to this database is forgotten there. If a pooler stands before it, set its pool_mode to session, or give the address of PostgreSQL itself.',
  );
}

/** Whether there are connections of this name to the same database. */
export async function hasConnections(db: Db, name: string): Promise<boolean> {
  const { rows } = await db.execute(
    sql`select from pg_stat_activity where datname = current_database() and application_name = ${name} limit 1`,
  );
  return rows.length > 0;
}
