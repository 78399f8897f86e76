import { connect } from 'node:net';
import pg from 'pg';
import { isOptional, readAddress, sslModeOf } from './address.ts';

/** Longest that a server may take to answer, in milliseconds. */
const answerMs = 5_000;

/** "Do you speak TLS?": a length and a number that no version has (PostgreSQL's protocol, SSLRequest). */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * Asks whether it is PostgreSQL that answers there, and whether it speaks TLS where that is left open.
 *
 * @param timeoutMs longest that it may take to answer, in milliseconds
 * @returns the address with nothing left open
 * @throws Error with a sentence where something else answers; what the network says where nothing does
 */
export async function reach(url: string, timeoutMs = answerMs): Promise<string> {
  const mode = sslModeOf(url);
  const speaksTls = await ask(url, timeoutMs);
  if (!speaksTls && mode !== 'disable' && !isOptional(mode) && !isSocket(url)) {
    throw new Error(
      `DATABASE_URL: this server has no TLS, and sslmode=${mode} asks for it. Turn ssl on in its postgresql.conf, or use sslmode=prefer.`,
    );
  }
  const reached = new URL(url);
  if (isOptional(mode)) reached.searchParams.set('sslmode', speaksTls ? 'require' : 'disable');
  return reached.href;
}

const isSocket = (url: string) => readAddress(url).host?.startsWith('/') === true;

function ask(url: string, timeoutMs: number): Promise<boolean> {
  const { host = '', port = 0 } = readAddress(url);
  const where = `${host}:${port}`;
  const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  return new Promise<boolean>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`DATABASE_URL: ${what}`));
    socket.setTimeout(timeoutMs, () =>
      fail(`${where} does not answer. Check the address, the port, and what stands between (a firewall, a proxy).`),
    );
    socket.once('connect', () => socket.write(sslRequest));
    const closed = () =>
      fail(`${where} closes the connection at once. Is it PostgreSQL's port, and open to this machine?`);
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? closed() : reject(error)));
    socket.once('close', closed);
    socket.once('data', ([first]) => {
      const answer = String.fromCharCode(first ?? 0);
      if (answer === 'S' || answer === 'N') resolve(answer === 'S');
      // An error message: it takes no question, and says why when it is asked for a connection.
      else if (answer === 'E') resolve(false);
      else fail(`something else than PostgreSQL answers at ${where}. Check the address and the port.`);
    });
  }).finally(() => socket.destroy());
}

/** A busy pooler gives us the same process again by chance, about once in ten times. */
const looks = 6;

/**
 * Refuses a pooler that gives each transaction another connection (PgBouncer's `pool_mode = transaction`): what holds for a
 * connection would hold for somebody else's, the program would work as the owner, and named statements would be missing.
 *
 * @throws Error with a sentence
 */
export async function refuseTransactionPooling(url: string): Promise<void> {
  const [one, other] = [0, 1].map(() => new pg.Client({ ...readAddress(url), connectionTimeoutMillis: answerMs })) as [
    pg.Client,
    pg.Client,
  ];
  const clients = [one, other];
  for (const client of clients) client.on('error', () => {});
  try {
    for (const client of clients) await client.connect();
    for (let look = 0; look < looks; look += 1) {
      const before = await processOf(one);
      await other.query('begin');
      // While the other one holds a server process, a pooler has to give us another than before.
      const [held, after] = [await processOf(other), await processOf(one)];
      await other.query('rollback');
      if (before === held || before !== after) throw new Error(poolingRefused);
    }
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

const poolingRefused =
  'DATABASE_URL: a pooler that gives each transaction another connection stands before this database. Set its pool_mode to session, or give the address of PostgreSQL itself.';

async function processOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}
