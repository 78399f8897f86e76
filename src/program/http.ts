import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { plainHeaders } from '../../adapters/pages/plain-headers.ts';

/**
 * How long a connection may stay without a request, in milliseconds: longer than proxies keep theirs (nginx and the balancers
 * of Amazon 60 s), since one that we end while a request is on its way loses that request.
 */
const keepAliveTimeout = 75_000;

/**
 * What keeps who is slow, or has much to say, from keeping us, in milliseconds: how long the head of a request may take, and all of it
 * (the largest file that a form takes, 8 MB, over a slow line), looked at so often.
 */
const usualLimits = { headersTimeout: 20_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 };

/** More than a proxy opens, and fewer than the files that a process may have open everywhere. */
const maxConnections = 2_000;

const whileStarting = { ...plainHeaders, 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2' };

/** How long nothing must have come for it to be quiet, in milliseconds. */
const quietMs = 300;
const looks = /^\/(readyz|healthz|metrics)\b/;

export type EarlyServer = Awaited<ReturnType<typeof listen>>;

/**
 * A server that is on its port before the program is ready, so that a port in use is found out first.
 *
 * @param silenceMs how long a connection may stay without a pending request once the server closes, in milliseconds
 * @param limits how long a request may take to come
 * @throws Error with a sentence where the port is in use or not ours to take
 */
export async function listen(host: string, port: number, silenceMs = 1_000, limits = usualLimits) {
  let listener: RequestListener = (_req, res) => {
    res.writeHead(503, whileStarting).end('Staffroom is starting.\n');
  };
  const server = createServer({ keepAliveTimeout, maxHeaderSize: 16_384, ...limits }, (req, res) => {
    res.once('finish', () => readOut(req));
    if (!isDoubtful(req)) return listener(req, res);
    res.shouldKeepAlive = false;
    res.writeHead(400).end();
  });
  server.maxConnections = maxConnections;
  const connections = watchConnections(server);
  let askedAt = 0;
  server.on('request', ({ url = '' }) => {
    if (!looks.test(url)) askedAt = performance.now();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(inWords(error, host, port))));
    server.listen(port, host, resolve);
  });
  return {
    /** Where it listens. */
    port: (server.address() as AddressInfo).port,
    /** From now on requests go here; until then they are told to wait. */
    serve: (next: RequestListener) => {
      listener = next;
    },
    /** Whether nobody has asked for anything for a moment, beside who looks whether it is well. */
    isQuiet: () => performance.now() - askedAt > quietMs,
    /** From now on each answer ends its connection, so that a proxy opens its next one elsewhere; all is still answered. */
    drain: () => {
      for (const pending of connections.values()) for (const res of pending) res.shouldKeepAlive = false;
      server.prependListener('request', (_req, res) => {
        res.shouldKeepAlive = false;
      });
    },
    /** Takes nothing new, and waits for what was taken. */
    close: () => closed(server, connections, silenceMs),
  };
}

/**
 * Whether a proxy before us may have read it otherwise: where its body ends, or for which host it is. Node refuses most of these itself
 * (a length beside a transfer encoding, two lengths), and reads these.
 */
function isDoubtful({ headers, rawHeaders }: IncomingMessage): boolean {
  const encoding = headers['transfer-encoding'];
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  return (encoding !== undefined && encoding.toLowerCase() !== 'chunked') || hosts.length > 1;
}

/**
 * Lets go of what is left of a request that was answered before all of it was read, as one with too large a body is. Node does so only
 * where nobody had begun to read; else the next request on that connection, which by a proxy is somebody else's, would wait behind it.
 */
function readOut(req: IncomingMessage): void {
  if (!req.complete) req.resume();
}

function inWords(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `PORT: ${port} is in use by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`;
  }
  if (error.code === 'EACCES') return `PORT: ${port} needs more rights than this user has. Choose one above 1023.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `HOST: ${host} is not an address of this machine. Use 127.0.0.1 for this machine only, or 0.0.0.0 for all.`;
  }
  return `HOST, PORT: ${host}:${port} can't be used: ${error.message}`;
}

/** The open connections, each with the answers that are pending on it. */
type Connections = Map<Socket, Set<ServerResponse>>;

function watchConnections(server: Server): Connections {
  const open: Connections = new Map();
  server.on('connection', (socket) => {
    open.set(socket, new Set());
    socket.on('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, res) => {
    open.get(socket)?.add(res);
    res.on('close', () => open.get(socket)?.delete(res));
  });
  return open;
}

/** Node waits for whoever connected and says nothing (a browser that connects in advance, a scanner) for minutes. */
function closed(server: Server, connections: Connections, silenceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const silent = setInterval(() => {
      for (const [socket, pending] of connections) if (pending.size === 0) socket.destroy();
    }, silenceMs);
    server.close(() => {
      clearInterval(silent);
      resolve();
    });
    server.closeIdleConnections();
  });
}
