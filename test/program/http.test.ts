import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type EarlyServer, listen } from '../../src/program/http.ts';

let server: EarlyServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

async function connected(words = ''): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  if (words) socket.write(words);
  return socket;
}

test('closing waits for the request in hand, and for nobody who says nothing', async () => {
  server = await listen('127.0.0.1', 0, 50);
  const inHand = new Promise<ServerResponse>((resolve) => server.serve((_req, res) => resolve(res)));
  const silent = [await connected(), await connected('GET / HT')];
  const answer = fetch(`http://127.0.0.1:${server.port}/`);
  const response = await inHand;

  const order: string[] = [];
  const closing = server.close().then(() => order.push('closed'));
  await Promise.all(silent.map((socket) => once(socket, 'close')));
  order.push('the silent are gone');
  response.end('done');
  expect(await (await answer).text()).toBe('done');
  await closing;
  expect(order).toEqual(['the silent are gone', 'closed']);
});
