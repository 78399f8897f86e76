import pg from 'pg';
import { readAddress } from './address.ts';
import { answerMs } from './reach.ts';

/** A busy pooler gives us the same process again by chance, about once in ten times. */
const looks = 6;

/**
 * Refuses a pooler by which the program can't work.
 *
 * - One that gives each transaction another connection (PgBouncer's `pool_mode = transaction`): what holds for a connection
 *   would hold for somebody else's, the program would work as the owner, and named statements would be missing.
 * - One that gives fewer connections than the program holds: it would wait for those that it holds itself.
 *
 * @param needed how many connections the program holds
 * @throws Error with a sentence
 */
export async function refusePooler(url: string, needed: number): Promise<void> {
  const config = { ...readAddress(url), connectionTimeoutMillis: answerMs, query_timeout: answerMs };
  const clients: pg.Client[] = [];
  const open = async () => {
    const client = new pg.Client(config);
    client.on('error', () => {});
    clients.push(client);
    await client.connect();
    return client;
  };
  try {
    const [one, other] = [await open(), await open()];
    for (let look = 0; look < looks; look += 1) {
      const before = await processOf(one);
      await other.query('begin');
      // While the other one holds a server process, a pooler has to give us another than before.
      const [held, after] = [await processOf(other), await processOf(one)];
      await other.query('rollback');
      if (before === held || before !== after) throw new Error(mixes);
    }
    // PostgreSQL itself says at the connection which process it is.
    if ((one as pg.Client & { processID?: number }).processID === (await processOf(one))) return;
    const more = Array.from({ length: needed - clients.length }, async () => processOf(await open()));
    const answered = await Promise.allSettled(more);
    if (answered.some(({ status }) => status === 'rejected')) throw new Error(tooFew(needed));
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

const mixes =
  'DATABASE_URL: a pooler that gives each transaction another connection stands before this database. Set its pool_mode to session, or give the address of PostgreSQL itself.';
const tooFew = (needed: number) =>
  `DATABASE_URL: the pooler before this database gives fewer than ${needed} connections, and Staffroom holds as many. Raise its default_pool_size to ${2 * needed} or more, or give the address of PostgreSQL itself.`;

async function processOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}
