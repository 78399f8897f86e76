import type { Request, RequestHandler } from 'express';

/** {@link putPublicAddress} for all requests. */
export function atPublicAddress(publicUrl: string): RequestHandler {
  return (req, _res, next) => {
    putPublicAddress(req, publicUrl);
    next();
  };
}

/**
 * Writes the address by which people reach us into the request: the library reads it there, where a proxy may have left
 * another, or a stranger have put one.
 */
export function putPublicAddress(req: Request, publicUrl: string): void {
  const { protocol, host, pathname } = new URL(publicUrl);
  req.headers.host = host;
  req.headers['x-forwarded-host'] = host;
  req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  req.originalUrl = `${pathname.replace(/\/$/, '')}${req.originalUrl}`;
}
