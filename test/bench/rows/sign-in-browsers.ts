import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * What browsers and a site do for sign-ins, in a process of its own (`fork`), and with little of the processor: Node's `fetch` takes
 * about as much for a sign-in as the program does beside the hash. Told `{ emails, times }`, all of them sign in at once, each so often and
 * again as soon as they are in; then it says `{ processor }`, the milliseconds that all of that took of its own.
 */

const [port = '', clientId = '', callback = '', password = ''] = process.argv.slice(2);
const home = `http://127.0.0.1:${port}`;
const form = 'content-type: application/x-www-form-urlencoded\r\n';

/** One connection, as a browser keeps it, and its cookies, wherever they are for: they are few. */
class Browser {
  private readonly cookies = new Map<string, string>();
  private readonly socket: Socket = connect(Number(port), '127.0.0.1').setNoDelay(true).setEncoding('latin1');
  private came = '';
  private answered: { resolve(answer: string): void; reject(error: Error): void } | undefined;

  constructor() {
    this.socket.on('data', (chunk: string) => {
      this.came += chunk;
      if (!isWhole(this.came)) return;
      this.answered?.resolve(this.came);
      this.came = '';
    });
    this.socket.on('error', (error) => this.answered?.reject(error));
    this.socket.on('close', () => this.answered?.reject(new Error('the connection was closed')));
  }

  /** @returns the whole answer, with its head */
  async send(method: string, address: string, body?: URLSearchParams): Promise<string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = body?.toString();
    const head = [
      `${method} ${address.replace(home, '')} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n`,
      'user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n',
      cookie && `cookie: ${cookie}\r\n`,
      sent && `${form}content-length: ${sent.length}\r\n`,
    ];
    const answer = await new Promise<string>((resolve, reject) => {
      this.answered = { resolve, reject };
      this.socket.write(`${head.join('')}\r\n${sent ?? ''}`);
    });
    for (const [, name = '', value = ''] of answer.matchAll(/\r\nset-cookie: ([^=\r]+)=([^;\r]*)/gi)) {
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return answer;
  }

  close(): void {
    this.socket.destroy();
  }
}

function isWhole(came: string): boolean {
  const end = came.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(came.slice(0, end))?.[1];
  if (length !== undefined) return came.length - end - 4 >= Number(length);
  return !/\r\ntransfer-encoding: *chunked/i.test(came.slice(0, end)) || came.endsWith('0\r\n\r\n');
}

const found = (in_: string, what: RegExp): string => {
  const [, value] = what.exec(in_) ?? [];
  if (value === undefined) throw new Error(`no one was signed in: ${in_}`);
  return value.replaceAll('&amp;', '&');
};

/** Three requests: to the sign-in, whose answer is its page, the form, whose answer leads to the site with a code, and the site's own for tokens. */
async function throughTheSite(email: string): Promise<void> {
  const browser = new Browser();
  try {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid profile email school',
      redirect_uri: callback,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const page = found(await browser.send('GET', `/oidc/auth?${query}`), /<form method="post" action="([^"]*)"/);
    const given = await browser.send('POST', page, new URLSearchParams({ email, password }));
    const back = found(given, /http-equiv="refresh" content="0; url=([^"]*)"/);
    const grant = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: callback };
    const code = new URL(back).searchParams.get('code') ?? '';
    const tokens = new URLSearchParams({ ...grant, code, code_verifier: verifier });
    found(await browser.send('POST', '/oidc/token', tokens), /"id_token":"([^"]+)/);
  } finally {
    browser.close();
  }
}

process.on('message', ({ emails, times }: { emails: string[]; times: number }) => {
  const before = process.cpuUsage();
  const oftenThroughTheSite = async (email: string) => {
    for (let i = 0; i < times; i += 1) await throughTheSite(email);
  };
  Promise.all(emails.map(oftenThroughTheSite)).then(
    () => {
      const { user, system } = process.cpuUsage(before);
      process.send?.({ processor: (user + system) / 1_000 });
    },
    (error) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
