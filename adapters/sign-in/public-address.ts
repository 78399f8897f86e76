import type { RequestHandler } from 'express';

/**
 * Writes the address by which people reach us into the request: the library reads it there, where a proxy may have left
 * another, or a stranger have put one.
 */
export function atPublicAddress(publicUrl: string): RequestHandler {
  const { protocol, host, pathname } = new URL(publicUrl);
  return (req, _res, next) => {
    req.headers.host = host;
    req.headers['x-forwarded-host'] = host;
    req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    req.originalUrl = `${pathname.replace(/\/$/, '')}${req.originalUrl}`;
    next();
  };
}
