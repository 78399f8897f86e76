import { connect } from 'node:net';
import { isOptional, readAddress, sslModeOf } from './address.ts';

/** Longest that a server may take to answer, in milliseconds. */
export const answerMs = 5_000;

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
    socket.once('data', (data) => {
      const answer = data.toString('latin1');
      if (answer === 'S' || answer === 'N') resolve(answer === 'S');
      // An error message: it takes no question, and says why when it is asked for a connection.
      else if (answer.startsWith('E')) resolve(false);
      else fail(`something else than PostgreSQL answers at ${where}. Check the address and the port.`);
    });
  }).finally(() => socket.destroy());
}
