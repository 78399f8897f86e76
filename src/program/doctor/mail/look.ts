import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import type { SecureVersion } from 'node:tls';
import { oneLine, shorten } from '../../../lib/text.ts';
import { type Certificate, secure } from '../certificate.ts';
import { type Dialogue, openDialogue, type Reply } from './dialogue.ts';

/** How far a conversation with the mail server came. */
export type Stage = 'connect' | 'greeting' | 'tls' | 'certificate' | 'sign-in' | 'sender' | 'recipient';

export interface MailLook {
  host: string;
  port: number;
  /** Where it ended, and what was said there: codes of the system's, or the server's own reply; nothing where it came to its end. */
  failed?: { at: Stage; said: string };
  /** Nothing: not encrypted. */
  certificate?: Certificate;
  signIn?: 'done' | 'none' | 'untried';
  /** The largest mail that it takes, as it says, in bytes. */
  maxBytes?: number;
}

interface Options {
  /** SMTP_URL */
  url: string;
  /** The address of MAIL_FROM. */
  from: string;
  /** Whether nothing is said to the server before it speaks TLS. */
  needsTls: boolean;
  signal: AbortSignal;
}

class Failed extends Error {
  readonly at: Stage;
  constructor(at: Stage, said: string) {
    super(said);
    this.at = at;
  }
}

/**
 * Talks with the mail server of SMTP_URL as the program does, up to where a mail would begin: it is asked whether it takes one from
 * the sender, for the sender, and then told to forget that. Nothing is sent.
 */
export async function lookAtMailServer(options: Options): Promise<MailLook> {
  const url = new URL(options.url);
  const isTls = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // The mail library's own.
  const port = Number(url.port) || (isTls ? 465 : 587);
  const look: MailLook = { host, port };
  try {
    await talk(look, { ...options, url, isTls });
  } catch (error) {
    const at = error instanceof Failed ? error.at : 'connect';
    look.failed = { at, said: shorten(oneLine(without(url, said(error))), 200) };
  }
  return look;
}

async function talk(look: MailLook, options: Omit<Options, 'url'> & { url: URL; isTls: boolean }): Promise<void> {
  const { url, isTls, signal } = options;
  const set = url.searchParams;
  let socket: Socket = isTls ? await withTls(look, options) : await opened(look, signal);
  let server = openDialogue(socket);
  try {
    expect(await stage('greeting', server.hear()), 'greeting');
    let offers = await hello(server, set);
    const mayTls = !isTls && set.get('ignoreTLS') !== 'true';
    if (mayTls && offers.has('STARTTLS')) {
      expect(await stage('tls', server.say('STARTTLS')), 'tls');
      server.leave();
      socket = await withTls(look, options, socket);
      server = openDialogue(socket);
      offers = await hello(server, set);
    } else if (!isTls && (options.needsTls || set.get('requireTLS') === 'true')) {
      throw new Failed('tls', 'it offers no STARTTLS');
    }
    const size = Number(offers.get('SIZE'));
    if (size > 0) look.maxBytes = size;
    await signIn(look, server, offers, url);
    if (look.signIn === 'untried') return;
    expect(await stage('sender', server.say(`MAIL FROM:<${options.from}>`)), 'sender');
    expect(await stage('recipient', server.say(`RCPT TO:<${options.from}>`)), 'recipient');
    await server.say('RSET');
  } finally {
    // Its answer is nobody's business any more.
    socket.on('error', () => {}).unref();
    socket.end('QUIT\r\n');
  }
}

function opened({ host, port }: MailLook, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    signal.addEventListener('abort', () => socket.destroy(new Error('ETIMEDOUT')), { once: true });
    socket.once('error', reject).once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** @throws Failed where the server can't be trusted: it is told no password */
async function withTls(
  look: MailLook,
  { url, signal }: { url: URL; signal: AbortSignal },
  over?: Socket,
): Promise<Socket> {
  const { host, port } = look;
  const set = url.searchParams;
  const servername = set.get('tls.servername') ?? host;
  const { socket, certificate } = await stage(
    over ? 'tls' : 'connect',
    secure(
      {
        ...(over ? { socket: over } : { port }),
        host,
        // An address is no name.
        ...(!/^[\d.]+$|:/.test(servername) && { servername }),
        ...(set.has('tls.minVersion') && { minVersion: set.get('tls.minVersion') as SecureVersion }),
      },
      signal,
    ),
  );
  look.certificate = certificate;
  if (!certificate.problem || set.get('tls.rejectUnauthorized') === 'false') return socket;
  socket.destroy();
  throw new Failed('certificate', certificate.problem);
}

/** @returns what the server offers, each with what it says of it */
async function hello(server: Dialogue, set: URLSearchParams): Promise<Map<string, string>> {
  const own = hostname();
  // As the mail library names itself: some refuse a name without a dot.
  const name = set.get('name') ?? (own.includes('.') ? own : '[127.0.0.1]');
  const reply = await stage('greeting', server.say(`EHLO ${name}`));
  expect(reply, 'greeting');
  return new Map(
    reply.lines.slice(1).map((line): [string, string] => {
      const [word = '', ...rest] = line.split(/[ =]/);
      return [word.toUpperCase(), rest.join(' ')];
    }),
  );
}

async function signIn(look: MailLook, server: Dialogue, offers: Map<string, string>, url: URL): Promise<void> {
  const { user, password } = accountIn(url);
  look.signIn = user ? 'done' : 'none';
  if (!user) return;
  const known = (offers.get('AUTH') ?? '').toUpperCase().split(' ');
  const way = url.searchParams.get('authMethod') ?? ['PLAIN', 'LOGIN', 'CRAM-MD5'].find((w) => known.includes(w));
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  if (way === 'CRAM-MD5') {
    look.signIn = 'untried';
  } else if (way === 'LOGIN') {
    expect(await stage('sign-in', server.say('AUTH LOGIN')), 'sign-in');
    expect(await stage('sign-in', server.say(base64(user))), 'sign-in');
    expect(await stage('sign-in', server.say(base64(password))), 'sign-in');
  } else {
    expect(await stage('sign-in', server.say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`)), 'sign-in');
  }
}

/** @throws Failed where the server refuses */
function expect({ code, lines }: Reply, at: Stage): void {
  if (code >= 200 && code < 400) return;
  throw new Failed(at, `${code || ''} ${lines.join(' ')}`.trim());
}

/** What failed in it, failed there. */
const stage = <T>(at: Stage, work: Promise<T>): Promise<T> =>
  work.catch((error) => {
    throw error instanceof Failed ? error : new Failed(at, said(error));
  });

function said(error: unknown): string {
  if (error instanceof Failed) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

/** As the mail library reads them: what has a % that stands for nothing is taken as it is written. */
function accountIn({ username, password }: URL): { user: string; password: string } {
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return { user: decoded(username), password: decoded(password) };
}

/** Some repeat what they were told. */
function without(url: URL, words: string): string {
  const { user, password } = accountIn(url);
  const encoded = Buffer.from(`\0${user}\0${password}`).toString('base64');
  return [password, url.password, encoded, Buffer.from(password).toString('base64')]
    .filter(Boolean)
    .reduce((text, secret) => text.replaceAll(secret, '…'), words);
}
