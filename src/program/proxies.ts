import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { isLoopback, isLoopbackHost } from '../lib/net.ts';
import type { TrustedProxies } from './config/proxies.ts';

/** What a proxy adds to a request. */
export const proxyHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/** Whoever looks how we are comes by no proxy; nor do we, who tell the sample sites of people. */
const direct = /^\/(readyz|healthz|metrics|sites)\b/;

/**
 * Says once that requests come by a proxy and that nobody has said whose word to take for where they come from, or that the proxy
 * does not give it: everyone behind it then counts as one address.
 *
 * @param trusted what `TRUSTED_PROXIES` says
 */
export function noticeProxy(publicUrl: string, trusted: TrustedProxies | undefined, log: Logger): RequestHandler {
  const isPublic = !isLoopback(publicUrl);
  let isSaid = false;

  function problem(req: Request): string | undefined {
    const from = (req.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
    const header = proxyHeaders.find((name) => req.headers[name] !== undefined);
    if (trusted === undefined) {
      if (!header && !(isPublic && isLoopbackHost(from))) return undefined;
      return `A request came by a proxy at ${from}${header ? ` (it has ${header})` : ''}, and TRUSTED_PROXIES is not set: all who come by it count as one address. If the proxy is yours, set TRUSTED_PROXIES=${isLoopbackHost(from) ? 'loopback' : from}, and have it set X-Forwarded-For.`;
    }
    if (!isPublic || header || req.ip !== from || !isTrusted(req, from)) return undefined;
    return `A request came by the proxy at ${from} without X-Forwarded-For: all who come by it count as one address. Have it set that header.`;
  }

  return (req, _res, next) => {
    const said = isSaid || direct.test(req.path) ? undefined : problem(req);
    if (said) {
      isSaid = true;
      log.warn(said);
    }
    next();
  };
}

/** Whether Express takes the word of the one that connects. */
function isTrusted(req: Request, from: string): boolean {
  const trust = req.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  return trust(from, 0);
}
