import { type RequestHandler, Router } from 'express';
import { isSameSecret } from '../../lib/hash.ts';

const path = '/metrics';

/**
 * `/metrics`, for whoever shows the token; 401 without it, before anything is read.
 *
 * @param text what Prometheus reads, and its type
 */
export function metricsRoute(token: string, type: string, text: () => Promise<string>): RequestHandler {
  return Router().get(path, async (req, res) => {
    const [, given = ''] = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '') ?? [];
    if (!isSameSecret(given, token)) {
      res
        .set('WWW-Authenticate', 'Bearer realm="metrics"')
        .status(401)
        .type('text')
        .send('Show METRICS_TOKEN as a bearer token.\n');
      return;
    }
    // Not `send`, which would make a hash of it each time.
    res.set('Content-Type', type).end(await text());
  });
}
