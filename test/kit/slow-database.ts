import { createServer, connect as dial, type Socket } from 'node:net';
import postgres from 'postgres';

/** A TCP proxy before the database. */
export interface DatabaseProxy {
  /** The database's URL through it. */
  url: string;
  /** From now on the database is not to be reached, as when it is down; `false` opens it again. */
  down(is: boolean): Promise<void>;
  /** Nothing more comes over the connections that are open now, and nothing ends them, as when a cable is cut. */
  mute(): void;
  /** Leads to another server from now on, as after a failover; what is connected is cut off. */
  to(databaseUrl: string): void;
  close(): Promise<void>;
}

/** Stands between the program and the database. */
export async function proxyTo(databaseUrl: string): Promise<DatabaseProxy> {
  let target = new URL(databaseUrl);
  const open = new Set<Socket>();
  const silencers: (() => void)[] = [];
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
    silencers.push(() => {
      near.unpipe(far);
      far.unpipe(near);
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  const shut = () => {
    for (const socket of open) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    url: url.href,
    async down(is) {
      if (is === server.listening) await (is ? shut() : listen(port));
    },
    to(next) {
      target = new URL(next);
      for (const socket of open) socket.destroy();
    },
    mute() {
      for (const silence of silencers.splice(0)) silence();
    },
    async close() {
      if (server.listening) await shut();
    },
  };
}

/**
 * Makes the database slow: whoever asks it who someone is waits.
 *
 * @returns once it is slow, what ends it
 */
export async function slowDatabase(databaseUrl: string): Promise<() => Promise<void>> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const held = await sql.reserve();
  await held`begin`;
  await held`lock table workspaces in access exclusive mode`;
  return async () => {
    await held`commit`;
    held.release();
    await sql.end();
  };
}
