import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type OwnPostgres, ownPostgres } from '../postgres.ts';
import { type DatabaseProxy, proxyTo } from '../slow-database.ts';

/** The database of a series: the program reaches it through the proxy, whichever server that leads to. */
export interface Ground {
  server: OwnPostgres;
  proxy: DatabaseProxy;
  /** `kill -9` of the program, which is begun anew. */
  killProgram(): void;
}

export interface Fault {
  name: string;
  /** Brings it about once, lets it last so many milliseconds if it does, and ends it: afterwards the database is there. */
  strike(ground: Ground, lastsMs: number): Promise<void>;
  /** How long it is quiet before it happens again, in milliseconds. */
  pauseMs: number;
  /** The disk that the server lies on, which only root may make. */
  disk?: { diskMb: number; logApart?: boolean };
}

export const faults: Fault[] = [
  { name: 'nothing', pauseMs: 2_000, strike: async () => {} },
  { name: 'program killed', pauseMs: 15_000, strike: async ({ killProgram }) => killProgram() },
  { name: 'restart', pauseMs: 3_000, strike: ({ server }) => server.restart() },
  { name: 'backends terminated', pauseMs: 1_000, strike: async ({ server }) => void (await server.terminateAll()) },
  { name: 'backend killed', pauseMs: 2_000, strike: ({ server }) => server.killBackend() },
  {
    name: 'postmaster killed',
    pauseMs: 3_000,
    strike: async ({ server }) => {
      await server.kill();
      await server.start();
    },
  },
  { name: 'failover', pauseMs: 4_000, strike: (ground) => takeOver(ground, (server) => server.kill()) },
  { name: 'switchover', pauseMs: 4_000, strike: (ground) => takeOver(ground, (server) => server.stop()) },
  {
    name: 'frozen',
    pauseMs: 4_000,
    strike: async ({ server }, lastsMs) => {
      await server.freeze();
      await delay(lastsMs);
      await server.thaw();
    },
  },
  {
    // Longer than connecting waits, and than a check of readiness.
    name: 'frozen long',
    pauseMs: 5_000,
    strike: async ({ server }, lastsMs) => {
      await server.freeze();
      await delay(lastsMs + 9_000);
      await server.thaw();
    },
  },
  {
    name: 'read-only',
    pauseMs: 3_000,
    strike: async ({ server }, lastsMs) => {
      await server.readOnly(true);
      await delay(lastsMs);
      await server.readOnly(false);
    },
  },
  {
    name: 'led to a standby',
    pauseMs: 3_000,
    strike: async ({ server, proxy }, lastsMs) => {
      const standby = await server.replica();
      proxy.to(standby.url);
      await delay(lastsMs);
      proxy.to(server.url);
      await server.set('synchronous_standby_names', '');
      await standby.close();
    },
  },
  { name: 'out of connections', pauseMs: 3_000, strike: ({ server }, lastsMs) => useUpConnections(server, lastsMs) },
  { name: 'disk full', pauseMs: 3_000, disk: { diskMb: 400, logApart: true }, strike: fillDisk },
  // PostgreSQL ends where its log has no room.
  { name: 'disk full with log', pauseMs: 3_000, disk: { diskMb: 700 }, strike: fillDisk },
];

/** A server with an empty database. */
export async function groundFor(disk?: Fault['disk']): Promise<Ground & { close(): Promise<void> }> {
  const first = await ownPostgres(disk);
  const proxy = await proxyTo(first.url);
  return {
    server: first,
    proxy,
    killProgram: () => {},
    async close() {
      await proxy.close();
      await first.close();
    },
  };
}

/** The primary ends, and a replica takes its place; the program is led there by the same address. */
async function takeOver(ground: Ground, end: (server: OwnPostgres) => Promise<void>): Promise<void> {
  const replica = await ground.server.replica();
  await end(ground.server);
  await replica.promote();
  ground.proxy.to(replica.url);
  ground.server = replica;
}

async function fillDisk({ server }: Ground, lastsMs: number): Promise<void> {
  await server.disk?.fill();
  await delay(lastsMs);
  await server.disk?.free();
  await server.start();
}

/** Others take every connection that comes free, as those of the program are ended. */
async function useUpConnections(server: OwnPostgres, lastsMs: number): Promise<void> {
  const clients: pg.Client[] = [];
  const connectAll = async () => {
    for (;;) {
      const client = new pg.Client({ connectionString: server.url, application_name: 'others' });
      client.on('error', () => {});
      try {
        await client.connect();
      } catch {
        return;
      }
      clients.push(client);
    }
  };
  await connectAll();
  await server.terminateAll();
  for (const end = performance.now() + lastsMs; performance.now() < end; await delay(50)) await connectAll();
  await Promise.all(clients.map((client) => client.end().catch(() => {})));
}
