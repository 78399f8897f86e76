import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { type NodePgDatabase, NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres';
import { PgDialect, type PgPreparedQuery, type PreparedQueryConfig } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import { withTimeout } from '../src/lib/timeout.ts';
import { NotConnected, OutcomeUnknown, serverErrorIn } from './errors.ts';
import { statementName } from './statement-names.ts';

type None = Record<string, never>;
type Tables = ExtractTablesWithRelations<None>;
type Base = NodePgSession<None, Tables>;

/** What queries run on: the pool, or one transaction. */
export type Db = NodePgDatabase<None>;
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

/** How queries become SQL: the database's names are those of the schema in snake_case. */
export const dialect = new PgDialect({ casing: 'snake_case' });

/** Longest that an undone transaction is waited for, in milliseconds; past it the connection is given up. */
const rollbackMs = 5_000;

/**
 * Drizzle's session over `pg`, but that statements have names, and that a transaction which returns was committed: Drizzle's own
 * takes the server's answer "rolled back" for a success, and the end of a connection for an error that hides the first.
 */
export class Session extends NodePgSession<None, Tables> {
  readonly #client: pg.Pool | pg.PoolClient;
  readonly #onFailure: ((error: unknown) => void) | undefined;

  /** @param onFailure told of each statement, and each transaction, that fails */
  constructor(client: pg.Pool | pg.PoolClient, onFailure?: (error: unknown) => void) {
    super(client, dialect, undefined);
    this.#client = client;
    this.#onFailure = onFailure;
  }

  override prepareQuery<T extends PreparedQueryConfig>(...args: Parameters<Base['prepareQuery']>): PgPreparedQuery<T> {
    const [query, fields, name, ...more] = args;
    // Without parameters it may be several statements, which can't have a name.
    const ours = query.params.length > 0 ? statementName(query.sql) : undefined;
    const prepared = super.prepareQuery<T>(query, fields, name ?? ours, ...more);
    if (!this.#onFailure) return prepared;
    const execute = prepared.execute.bind(prepared);
    return Object.assign(prepared, { execute: (values?: Record<string, unknown>) => this.#told(execute(values)) });
  }

  /** The same work; where it fails, that is told. */
  #told<R>(work: Promise<R>): Promise<R> {
    if (this.#onFailure) work.catch(this.#onFailure);
    return work;
  }

  /**
   * Only for the pool: inside of one a transaction has savepoints.
   *
   * @throws NotConnected where it was not begun
   * @throws OutcomeUnknown where the connection ended at its commit
   */
  override async transaction<T>(body: (tx: NodePgTransaction<None, Tables>) => Promise<T>): Promise<T> {
    const client = await this.#told(connected(this.#client as pg.Pool));
    const line = watch(client);
    try {
      await this.#told(line.begin());
      const session = new Session(client, this.#onFailure);
      const result = await body(new NodePgTransaction(dialect, session, undefined));
      await this.#told(line.commit());
      return result;
    } catch (error) {
      await line.rollback(error);
      throw error;
    } finally {
      line.release();
    }
  }
}

async function connected(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new NotConnected('The database could not be reached.', { cause });
  }
}

/** One connection for one transaction. */
function watch(client: pg.PoolClient) {
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken ??= error;
  };
  client.on('error', onError);
  return {
    async begin() {
      try {
        await client.query('begin');
      } catch (cause) {
        broken ??= cause as Error;
        throw new NotConnected('The transaction could not be begun.', { cause });
      }
    },
    async commit() {
      // Was never sent, so it was not done.
      if (broken) throw new NotConnected('The connection ended within the transaction.', { cause: broken });
      let done: pg.QueryResult;
      try {
        done = await client.query('commit');
      } catch (cause) {
        // Refused by a rule that is looked at last: then it was not done. All else may come after it was.
        if (serverErrorIn(cause)?.severity === 'ERROR') throw cause;
        broken ??= cause as Error;
        throw new OutcomeUnknown('The connection ended at the commit.', { cause });
      }
      if (done.command !== 'COMMIT') throw new Error('The transaction was rolled back at its commit.');
    },
    /** @param after what the transaction failed with */
    async rollback(after: unknown) {
      // The server has let go of the connection, and undoes what was begun on it by itself.
      const said = serverErrorIn(after);
      if (said?.severity === 'FATAL') broken ??= said;
      if (broken) return;
      const undone = client.query('rollback').then(
        () => undefined,
        (error: Error) => error,
      );
      broken ??= await withTimeout<Error | undefined>(undone, rollbackMs, () => new Error('no answer to a rollback'));
    },
    /** A broken one is closed: the server undoes what it left. */
    release() {
      client.off('error', onError);
      client.release(broken);
    },
  };
}
