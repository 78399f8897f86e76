import { randomUUID } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { objectOf, stringOf } from '../../src/lib/json.ts';
import { HttpError } from './http-error.ts';

/** More than any of our forms holds: a password of 128 characters, twice, each written as %XX. */
const largestBody = '8kb';

/** Reads the body of a form. 415 for another type, 413 for one that is too large. */
export const formBody = body(
  'application/x-www-form-urlencoded',
  express.urlencoded({ extended: false, limit: largestBody, parameterLimit: 20, inflate: false }),
);

/** Reads a body of JSON, likewise. */
export const jsonBody = body('application/json', express.json({ limit: largestBody, inflate: false }));

function body(type: string, parse: RequestHandler): RequestHandler {
  // `is` gives null when there is no body at all; that too is not what the page asks for.
  return (req, res, next) => (req.is(type) ? parse(req, res, next) : next(new HttpError(415)));
}

/** One value of the body; nothing but text is taken for one. */
export function value(req: Request, name: string): string {
  return stringOf(objectOf(req.body)[name]) ?? '';
}

/** The token in the path. */
export function tokenOf(req: Request): string {
  return stringOf(req.params.token) ?? '';
}

/** What the browser sent as a cookie of this name, as it stands there. */
export function cookieOf(req: Pick<Request, 'headers'>, name: string): string | undefined {
  const cookies = req.headers.cookie?.split(/; */) ?? [];
  return cookies.find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * Whom a rate limit counts. Of an IPv6 address only the first half: the other half is the customer's own to vary.
 * Express knows the address behind a proxy by its setting `trust proxy`, from `TRUSTED_PROXIES`.
 */
export function addressOf(req: Request): string {
  // Some proxies add the caller's port, which is another with each connection.
  const named = (req.ip ?? '').replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
  // What a proxy says and is no address counts for the proxy's own.
  const address = (isIP(named) ? named : (req.socket.remoteAddress ?? '')).replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.toLowerCase().split('%')[0] ?? '').split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':');
}

/** One for everything that a request does, which the person is told where something broke. */
export function correlationIdOf(res: Response): string {
  res.locals.correlationId ??= randomUUID();
  return res.locals.correlationId as string;
}
