import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { isLoopbackHost, isPublicAddress, whyNotSent } from './net.ts';

interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Ends all of it, also an answer that does not come to its end. */
  signal: AbortSignal;
  /** The longest answer that is read, in bytes. Nothing: only its status and its headers are. */
  maxBytes?: number;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
}

/** Why there is no answer: the address is not one to which we send, nothing came, or too much. */
export class HttpFailure extends Error {
  readonly problem: 'refused' | 'unreachable' | 'too-large';
  /** Whether the request may have gone out. */
  readonly sent: boolean;
  constructor(problem: HttpFailure['problem'], sent: boolean, cause?: unknown) {
    super(`a request was not answered: ${problem}`, { cause });
    this.problem = problem;
    this.sent = sent;
  }
}

/** One request and its answer, whatever its status; where that leads elsewhere, it is not followed. @throws HttpFailure */
export type HttpClient = (address: string, request: HttpRequest) => Promise<HttpAnswer>;

/** How long a connection is kept that nobody uses, in milliseconds: less than Node's own servers keep theirs. */
const idleMs = 4_000;

/** Not compressed, so that what is counted is what is read; and with a name, since some let in nobody without. */
const usual = { 'accept-encoding': 'identity', 'user-agent': 'Staffroom' };

/**
 * The one way in which this program asks others by addresses that it was told. They are public ones alone, so that nobody has
 * it ask what only this machine reaches: the address is looked at, and what its name stands for once more as the connection is
 * made, since a name may stand for another address each time. No proxy is used, whatever the environment says.
 *
 * @param options.home whether this program works for its own machine alone, and may ask what listens there
 * @param options.own the one server that is asked wherever it is: the address that whoever owns this machine gave it
 */
export function httpClient({
  home,
  own,
  lookup = dns.lookup as LookupFunction,
}: {
  home: boolean;
  own?: URL;
  lookup?: LookupFunction;
}) {
  const kept = { keepAlive: true, timeout: idleMs, lookup: lookingAt(lookup, own?.hostname) };
  const ways = {
    'http:': { agent: new http.Agent(kept), request: http.request, ready: 'connect' },
    'https:': { agent: new https.Agent(kept), request: https.request, ready: 'secureConnect' },
  };
  const client: HttpClient = (address, { method, headers = {}, body, signal, maxBytes }) =>
    new Promise((resolve, reject) => {
      const url = URL.canParse(address) ? new URL(address) : undefined;
      const way = url && Object.entries(ways).find(([protocol]) => protocol === url.protocol)?.[1];
      const isRefused = url && url.origin !== own?.origin && whyNotSent(url, home);
      if (!url || !way || url.username || url.password || isRefused) return reject(new HttpFailure('refused', false));
      let sent = false;
      const fail = (error: unknown) => {
        const refused = error instanceof NotPublic;
        reject(
          error instanceof HttpFailure ? error : new HttpFailure(refused ? 'refused' : 'unreachable', sent, error),
        );
      };
      if (signal.aborted) return fail(signal.reason);
      const request = way.request(
        url,
        { method, headers: { ...usual, ...headers }, agent: way.agent, signal },
        (answer) => void read(answer, maxBytes).then(resolve, fail),
      );
      request.on('socket', (socket) => {
        const ready = () => {
          sent = true;
        };
        if (socket.connecting) socket.once(way.ready, ready);
        else ready();
      });
      request.on('error', fail);
      // Whole, so that its length goes along.
      request.end(body);
    });
  return client;
}

/** A name stands for no address to which we send. */
class NotPublic extends Error {}

/**
 * Leaves out of what a name stands for all that is not public; this machine's own name stands for itself alone, and that of `own` for
 * whatever it does.
 */
const lookingAt =
  (lookup: LookupFunction, own: string | undefined): LookupFunction =>
  (host, options, callback) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const all = typeof found === 'string' ? [] : found;
      const isMeant = host === own ? () => true : isLoopbackHost(host) ? isLoopbackHost : isPublicAddress;
      const meant = all.filter(({ address }) => isMeant(address));
      const [first] = meant;
      if (!first) return callback(new NotPublic('a name that leads to no public address'), []);
      return options.all ? callback(null, meant) : callback(null, first.address, first.family);
    });

/** @throws HttpFailure where it is longer than `maxBytes`, and whatever breaks it off */
async function read(answer: http.IncomingMessage, maxBytes: number | undefined): Promise<HttpAnswer> {
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct))
    for (const value of values) headers.append(name, value);
  const parts: Buffer[] = [];
  let size = 0;
  if (maxBytes === undefined) answer.destroy();
  else
    for await (const part of answer) {
      size += part.length;
      // To leave the loop ends the connection.
      if (size > maxBytes) throw new HttpFailure('too-large', true);
      parts.push(part);
    }
  const body = Buffer.concat(parts);
  const open = openers[headers.get('content-encoding')?.trim().toLowerCase() ?? ''];
  if (!open || maxBytes === undefined || size === 0) return { status, headers, body };
  try {
    return { status, headers, body: await open(body, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isLarge ? new HttpFailure('too-large', true, error) : error;
  }
}

/** Some compress what they were asked not to. */
const openers: Partial<Record<string, (body: Buffer, options: zlib.ZlibOptions) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  'x-gzip': promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
};

/** What a name stands for in public, for a connection that this client does not make. */
export const publicLookup = lookingAt(dns.lookup as LookupFunction, undefined);
