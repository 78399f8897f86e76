import type { NextFunction, Request, Response } from 'express';
import { isLoopbackHost } from '../../src/lib/net.ts';

const proxied = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Whether a request was made on this machine, to it by a name that is its own. */
export function isLocal(req: Request): boolean {
  const name = (req.headers.host ?? '').replace(/:\d{1,5}$/, '');
  const here = isLoopbackHost(req.socket.remoteAddress ?? '') && isLoopbackHost(name);
  return here && !proxied.some((header) => req.headers[header] !== undefined);
}

/**
 * Refuses, with 403, whoever is not on this machine. Behind it one is anyone, or reads anyone's mails, so three doors are
 * shut: another machine (the socket's own address; a proxy on this machine gives itself away by its headers), another
 * name for this machine (a web page that has its own name resolve to 127.0.0.1), and another page in the same browser.
 */
export function localOnly(req: Request, res: Response, next: NextFunction): void {
  if (!isLocal(req) || !fromOwnPage(req)) {
    res.status(403).type('text/plain').send('This page is only for this machine.\n');
    return;
  }
  next();
}

function fromOwnPage(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  const reads = req.method === 'GET' || req.method === 'HEAD';
  // A link to the page from elsewhere is harmless; a read of its data is let be only from itself or by hand.
  if (reads) return site === undefined || site === 'same-origin' || site === 'none' || isPage(req);
  const origin = req.headers.origin;
  if (origin !== undefined && origin !== `http://${req.headers.host}`) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  // A form on another page can't send this type without the browser asking first.
  return req.is('application/json') === 'application/json';
}

function isPage(req: Request): boolean {
  return (
    req.path === '/' && req.headers['sec-fetch-mode'] === 'navigate' && req.headers['sec-fetch-dest'] === 'document'
  );
}
