import pg from 'pg';
import { withTimeout } from '../src/lib/timeout.ts';
import { readAddress } from './address.ts';

export interface PoolOptions {
  /** How many connections at once, at most. */
  max: number;
  /** What the server calls them. */
  name?: string;
  /** What holds on each of them, by PostgreSQL's own names. */
  session?: Record<string, string>;
  /** Longest that an answer to one statement may take, in milliseconds; past it the connection is given up. */
  answerMs?: number;
  /** Told of each connection that ended by itself. */
  onBreak?: (error: Error) => void;
}

/** Longest that making a connection may take, in milliseconds. */
const connectMs = 5_000;
/** Longest that one is waited for that others use, in milliseconds: as long as a statement may take. */
const turnMs = 30_000;
/** How long one that nobody uses is kept, in milliseconds. */
const idleMs = 300_000;

/** The pool has one time for both, waiting for a connection and making one; the second is shorter. */
class Client extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    // Not a copy: the pool hides the password from those.
    super(Object.create(config ?? null, { connectionTimeoutMillis: { value: connectMs } }));
  }
}

/**
 * Connections to the database that `url` names. One that breaks ends nothing: whoever used it is told, and the next is new.
 *
 * @throws Error with a sentence where the address is not one
 */
export function openPool(url: string, options: PoolOptions): pg.Pool {
  const { max, name = 'staffroom', session = {}, answerMs, onBreak = () => {} } = options;
  const entries = Object.entries(session);
  const set = {
    text: `select ${entries.map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, false)`).join(', ')}`,
    values: entries.flat(),
  };
  const pool = new pg.Pool({
    ...readAddress(url),
    max,
    application_name: name,
    connectionTimeoutMillis: turnMs,
    Client,
    idleTimeoutMillis: idleMs,
    // A cable that was cut is found out by the operating system.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(answerMs && { query_timeout: answerMs }),
    // Not with the connection's own parameters: a pooler between us and the server refuses or forgets those.
    ...(entries.length > 0 && { onConnect: (client: pg.ClientBase) => client.query(set) }),
  });
  pool.on('error', onBreak);
  // One that breaks in somebody's hands between two statements has nobody else to tell, which would end the process.
  pool.on('connect', (client) => client.on('error', onBreak));
  return pool;
}

/** Longest that what is under way is waited for, in milliseconds. */
const endMs = 5_000;

export async function closePool(pool: pg.Pool): Promise<void> {
  await withTimeout(pool.end(), endMs, () => {});
}

/**
 * Knows who has a connection in hand.
 *
 * @returns what breaks all of them, and each that is given out later: whoever waits for an answer, or for a turn, is told at
 *   once that the connection ended
 */
export function breaker(pool: pg.Pool): () => void {
  const inHand = new Set<pg.PoolClient>();
  let isBroken = false;
  const end = (client: pg.PoolClient) => {
    if (client instanceof pg.Client) client.end().catch(() => {});
  };
  pool.on('acquire', (client) => {
    inHand.add(client);
    if (isBroken) end(client);
  });
  pool.on('release', (_error, client) => inHand.delete(client));
  return () => {
    isBroken = true;
    inHand.forEach(end);
  };
}
