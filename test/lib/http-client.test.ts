import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import zlib from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { HttpFailure, httpClient } from '../../src/lib/http-client.ts';

/** Where this program may be sent by whoever tells it an address. */

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(`${req.method} ${req.url}`);
    listener(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const get = { method: 'GET', maxBytes: 1_000 } as const;
const soon = () => AbortSignal.timeout(5_000);

/** Says for each name what it is told, in turn; of what it is asked it keeps a note. */
function scripted(...answers: string[][]): { lookup: LookupFunction; asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (host, _options, callback) => {
    asked.push(host);
    const found = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked };
}

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error) => (error instanceof HttpFailure ? error.problem : error),
  );

describe('ASVS 1.3.6, 13.2.4, 13.2.5: requests go to public addresses alone', () => {
  test.each([
    'http://example.com/',
    'https://example.com:22/',
    'https://example.com:8080/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f000001/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://0.0.0.0/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1:8443/',
    'https://[fd00:ec2::254]/',
    'https://user:word@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'not an address',
  ])('%s is refused before anything is looked up', async (address) => {
    const { lookup, asked } = scripted(['203.0.113.1']);
    const client = httpClient({ home: false, lookup });
    expect(await problemOf(client(address, { ...get, signal: soon() }))).toBe('refused');
    expect(asked).toEqual([]);
  });

  test.each([
    ['127.0.0.1'],
    ['10.1.2.3', '192.168.0.1', '169.254.169.254'],
    ['::1', 'fe80::1', 'fd00::1'],
    ['::ffff:127.0.0.1', '64:ff9b::7f00:1'],
  ])('a name that stands for %s is refused as the connection is made', async (...addresses) => {
    const { lookup, asked } = scripted(addresses);
    for (const home of [false, true]) {
      const client = httpClient({ home, lookup });
      expect(await problemOf(client('https://site.example/', { ...get, signal: soon() }))).toBe('refused');
    }
    expect(asked).toEqual(['site.example', 'site.example']);
  });

  test('it is looked at each time: a name that was public a moment ago is not believed', async () => {
    const { lookup, asked } = scripted(['1.1.1.1'], ['127.0.0.1']);
    const off = new AbortController();
    const calledOff: LookupFunction = (...rest) => {
      // Nothing is sent to the internet from here.
      off.abort();
      lookup(...rest);
    };
    const ask = (with_: LookupFunction, signal: AbortSignal) =>
      problemOf(httpClient({ home: false, lookup: with_ })('https://site.example/', { ...get, signal }));
    expect(await ask(calledOff, off.signal)).toBe('unreachable');
    expect(await ask(lookup, soon())).toBe('refused');
    expect(asked).toHaveLength(2);
  });

  test('on a machine for trying, its own servers are asked, at any port', async () => {
    const { url } = await serve((_req, res) => res.end('here'));
    const answer = await httpClient({ home: true })(url, { ...get, signal: soon() });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'here']);
    expect(await problemOf(httpClient({ home: false })(url, { ...get, signal: soon() }))).toBe('refused');
  });
});

test('ASVS 15.3.2: an answer that leads elsewhere is not followed', async () => {
  const { url, seen } = await serve((_req, res) => res.writeHead(302, { location: '/there' }).end());
  const answer = await httpClient({ home: true })(url, { ...get, signal: soon() });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/there']);
  expect(seen).toEqual(['GET /']);
});

test('an answer is bounded in size, and in time to its end; and says whether anything went out', async () => {
  const { url } = await serve((req, res) => {
    res.write('x'.repeat(600));
    if (req.url === '/large') res.end('x'.repeat(600));
  });
  const client = httpClient({ home: true });
  const large = await client(`${url}/large`, { ...get, signal: soon() }).catch((e) => e);
  expect(large).toMatchObject({ problem: 'too-large', sent: true });
  const endless = await client(`${url}/endless`, { ...get, signal: AbortSignal.timeout(30) }).catch((e) => e);
  expect(endless).toMatchObject({ problem: 'unreachable', sent: true });
  const { status, body } = await client(`${url}/endless`, { method: 'GET', signal: soon() });
  expect([status, body.length]).toEqual([200, 0]);
  const closed = await client('http://127.0.0.1:1/', { ...get, signal: soon() }).catch((e) => e);
  expect(closed).toMatchObject({ problem: 'unreachable', sent: false });
});

test('what is sent has its length, and a connection serves again', async () => {
  const ports = new Set<number | undefined>();
  const { url } = await serve((req, res) => {
    ports.add(req.socket.remotePort);
    res.end(JSON.stringify([req.headers['content-length'], req.headers['accept-encoding']]));
  });
  const client = httpClient({ home: true });
  for (const body of ['é', new Uint8Array([1, 2])]) {
    const answer = await client(url, { method: 'POST', body, signal: soon(), maxBytes: 100 });
    expect(JSON.parse(answer.body.toString())).toEqual(['2', 'identity']);
  }
  expect(ports.size).toBe(1);
});

describe('an answer that is compressed, though that was not asked for,', () => {
  const answer = (kind: string, body: Buffer) =>
    serve((_req, res) => void res.writeHead(200, { 'content-encoding': kind }).end(body));
  const text = 'The same again. '.repeat(20);

  test.each([
    ['gzip', zlib.gzipSync(text)],
    ['deflate', zlib.deflateSync(text)],
    ['br', zlib.brotliCompressSync(text)],
  ])('by %s is read', async (kind, body) => {
    const { url } = await answer(kind, body);
    expect((await httpClient({ home: true })(url, { ...get, signal: soon() })).body.toString()).toBe(text);
  });

  test('is as large as what comes out of it, and may be none', async () => {
    const bomb = await answer('gzip', zlib.gzipSync('x'.repeat(100_000)));
    expect(await problemOf(httpClient({ home: true })(bomb.url, { ...get, signal: soon() }))).toBe('too-large');
    const none = await answer('gzip', Buffer.from('hello'));
    expect(await problemOf(httpClient({ home: true })(none.url, { ...get, signal: soon() }))).toBe('unreachable');
  });
});
