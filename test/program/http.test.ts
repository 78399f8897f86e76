import { once } from 'node:events';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type EarlyServer, listen } from '../../src/program/http.ts';
import { until } from '../kit/until.ts';

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

test('it is quiet while nobody asks, beside who looks whether it is well', async () => {
  server = await listen('127.0.0.1', 0, 50);
  const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
  expect(server.isQuiet()).toBe(true);
  await get('/readyz?from=proxy');
  await get('/healthz');
  expect(server.isQuiet()).toBe(true);
  await get('/slack/events');
  expect(server.isQuiet()).toBe(false);
  await until(() => server.isQuiet());
});

test('about to close, it answers all that comes, each time for the last time on that connection', async () => {
  server = await listen('127.0.0.1', 0, 50);
  const inHand: ServerResponse[] = [];
  server.serve((_req, res) => void inHand.push(res));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const asked = async () => {
    const sent = request({ host: '127.0.0.1', port: server.port, agent }).end();
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    const res = await until(() => inHand.pop());
    return { res, answer: () => answered.then(([it]) => it.resume().headers.connection) };
  };
  const before = await asked();
  before.res.end('kept open');
  expect(await before.answer()).toBe('keep-alive');
  const pending = await asked();
  server.drain();
  pending.res.end('taken before');
  expect(await pending.answer()).toBe('close');
  const after = await asked();
  after.res.end('taken since');
  expect(await after.answer()).toBe('close');
  agent.destroy();
});

/** What comes back for these bytes, once the connection ends. */
async function said(words: string): Promise<string> {
  const socket = await connected();
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  const closed = once(socket, 'close');
  socket.write(words);
  await closed;
  return answer;
}

test('ASVS 4.2.1: where a request ends is never in doubt', async () => {
  server = await listen('127.0.0.1', 0, 50);
  let taken = 0;
  server.serve((_req, res) => {
    taken += 1;
    res.end();
  });
  const post = (...headers: string[]) => ['POST / HTTP/1.1', 'Host: localhost', ...headers, '', ''].join('\r\n');
  for (const words of [
    `${post('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    `${post('Transfer-Encoding: chunked', 'Content-Length: 4')}0\r\n\r\n`,
    `${post('Content-Length: 4', 'Content-Length: 5')}12345`,
    `${post('Content-Length: +4')}1234`,
    `${post('Content-Length: 0x4')}1234`,
    `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n`,
    `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`,
    `${post('Transfer-Encoding : chunked')}0\r\n\r\n`,
    `${post('X: a\r\n b', 'Content-Length : 4')}1234`,
    'GET / HTTP/1.1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: localhost\r\nHOST: evil.example\r\n\r\n',
    'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n',
    'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  ])
    expect([words, await said(words)]).toEqual([words, expect.stringMatching(/^HTTP\/1.1 400 /)]);
  expect(taken).toBe(0);
  expect(await said(post(`X: ${'x'.repeat(20_000)}`))).toMatch(/^HTTP\/1.1 431 /);
});

test('what was answered before all of it was read keeps nobody waiting who comes by the same connection', async () => {
  server = await listen('127.0.0.1', 0, 50);
  server.serve((req, res) => {
    if (req.method === 'GET') return void res.end('the next');
    // As raw-body leaves one that is too large.
    req.once('data', () => {
      req.pause();
      res.writeHead(413).end('too large');
    });
  });
  const large = 5_000_000;
  const socket = await connected(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${large}\r\n\r\n`);
  let said = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  socket.write(Buffer.alloc(large, 'x'));
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => said.includes('the next'));
  expect(said.match(/^HTTP.*$/gm)?.map((line) => line.trim())).toEqual([
    'HTTP/1.1 413 Payload Too Large',
    'HTTP/1.1 200 OK',
  ]);
});

test('whoever sends a request bit by bit is sent away', async () => {
  const limits = { headersTimeout: 30, requestTimeout: 60, connectionsCheckingInterval: 10 };
  server = await listen('127.0.0.1', 0, 50, limits);
  server.serve((req, res) => void req.resume().on('end', () => res.end()));
  expect(await said('GET / HTTP/1.1\r\nHost: local')).toMatch(/^HTTP\/1.1 408 /);
  const body = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nbit';
  expect(await said(body)).toMatch(/^HTTP\/1.1 408 /);
});
