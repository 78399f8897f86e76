import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/**
 * A pooler that gives each transaction whichever connection is free, as PgBouncer does with `pool_mode = transaction`. The server
 * behind it has to trust who connects.
 *
 * @returns its address, and what ends it
 */
export async function transactionPooler(serverUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const idle: Backend[] = [];
  const keep = <S extends Socket>(socket: S): S => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer(async (client) => {
    keep(client);
    const startup = await startupOf(client);
    if (!startup) return;
    client.write(Buffer.concat([authenticated, readyForQuery]));
    let turn: Promise<Backend> | undefined;
    client.on('data', async (data: Buffer) => {
      if (data[0] === terminate) return client.end();
      turn ??= Promise.resolve(idle.pop() ?? open(keep(dial(Number(target.port), target.hostname)), startup));
      const backend = await turn;
      backend.answer = (answer, isIdle) => {
        client.write(answer);
        if (!isIdle) return;
        turn = undefined;
        idle.push(backend);
      };
      backend.socket.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(serverUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Backend {
  socket: Socket;
  /** Told of what the server answers, and whether it is in no transaction after it. */
  answer: (answer: Buffer, isIdle: boolean) => void;
}

const authenticated = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const terminate = 0x58;
/** A question whether TLS is spoken, in place of the first message. */
const sslRequest = 80_877_103;

async function startupOf(client: Socket): Promise<Buffer | undefined> {
  for await (const [first] of onData(client)) {
    if (!first) return undefined;
    if (first.readInt32BE(4) !== sslRequest) return first;
    client.write('N');
  }
  return undefined;
}

async function* onData(socket: Socket): AsyncGenerator<[Buffer | undefined]> {
  while (!socket.destroyed) {
    yield (await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [undefined])])) as [Buffer];
  }
}

/** A connection to the server, once it takes statements. */
async function open(socket: Socket, startup: Buffer): Promise<Backend> {
  const backend: Backend = { socket, answer: () => {} };
  await once(socket, 'connect');
  const isReady = new Promise<void>((resolve) => {
    backend.answer = (_, isIdle) => isIdle && resolve();
  });
  socket.on('data', (data: Buffer) => backend.answer(data, data.subarray(-6).equals(readyForQuery)));
  socket.write(startup);
  await isReady;
  return backend;
}
