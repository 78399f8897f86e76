import { connect, type Socket } from 'node:net';

/**
 * An HTTP client that takes little of the processor, so that on two of them the other side is what is measured: a request is put
 * together beforehand, and of an answer no more is read than its length. Node's own client takes more than a bare server does.
 */
export interface Client {
  /** One request after the other on a connection, as many at once as there are connections. @returns the answer's body */
  send(request: Buffer): Promise<string>;
  close(): void;
}

/** A POST as it goes over the wire. */
export function postOf(path: string, headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': String(Buffer.byteLength(body)) });
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`);
}

/** Opens connections as they are needed. A server closes those that are silent for some seconds: a client is for one round. */
export function openClient(port: number): Client {
  const all = new Set<Line>();
  const free: Line[] = [];
  return {
    async send(request) {
      const line = free.pop() ?? lineTo(port);
      all.add(line);
      try {
        return await line.send(request);
      } finally {
        free.push(line);
      }
    },
    close() {
      for (const line of all) line.close();
    },
  };
}

interface Line {
  send(request: Buffer): Promise<string>;
  close(): void;
}

function lineTo(port: number): Line {
  const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
  let came = '';
  let waiting: { resolve(body: string): void; reject(error: Error): void } | undefined;
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on('data', (chunk: string) => {
    came += chunk;
    const answer = read(came);
    if (!answer) return;
    came = '';
    const { status, body } = answer;
    // As bytes it was read, and words are UTF-8.
    const text = Buffer.from(body, 'latin1').toString();
    if (status !== 200) return fail(new Error(`${status}: ${text}`));
    waiting?.resolve(text);
    waiting = undefined;
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed')));
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** A whole answer; nothing as long as some of it is on its way. */
function read(came: string): { status: number; body: string } | undefined {
  const end = came.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = came.slice(0, end);
  const rest = came.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return rest.length < Number(length) ? undefined : { status, body: rest };
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, body: '' };
  if (!rest.endsWith('0\r\n\r\n')) return undefined;
  return { status, body: unchunked(rest) };
}

function unchunked(text: string): string {
  let body = '';
  for (let at = 0; ; ) {
    const line = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, line), 16);
    if (!size) return body;
    body += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}
