import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  server: Server;
  url: string;
  port: number;
  /** Ends every connection, and waits until it has. */
  close(): Promise<void>;
}

/** Serves this on a free port of this machine. @param host where others reach it, else this machine alone does */
export async function listen(handler: RequestListener, host = '127.0.0.1'): Promise<Listening> {
  const server = createServer(handler).listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    url: `http://${host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
