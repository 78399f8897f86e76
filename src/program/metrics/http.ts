import type { RequestHandler } from 'express';
import { directoryPath } from '../../service/directory/principal.ts';
import { handOverPath } from '../../service/one-time-secrets/hand-over.ts';
import { accountPath, oidcPath, signInPath } from '../../service/sign-in/issuer.ts';
import type { Instruments } from './instruments.ts';

/** What an address is for, by how it begins; never the address itself, which may hold a secret. */
const routes: [begins: string, route: string][] = [
  ['/slack', 'slack'],
  ['/api/messages', 'teams'],
  [directoryPath, 'directory'],
  [oidcPath, 'sign-in'],
  [signInPath, 'sign-in'],
  [accountPath, 'account'],
  ['/password', 'password'],
  ['/email', 'confirm'],
  ['/chat', 'confirm'],
  [handOverPath, 'secret'],
  ['/healthz', 'health'],
  ['/readyz', 'health'],
  ['/metrics', 'metrics'],
];
/** The playground's, and what is asked for and is not there. */
const other = 'other';

const routeOf = (path: string): string =>
  routes.find(([begins]) => path === begins || path.startsWith(`${begins}/`))?.[1] ?? other;

/** Counts each request once it is answered, or whoever asked is gone. `use` it before all that answers. */
export function countRequests({ httpRequests, httpSeconds }: Instruments): RequestHandler {
  // What first happens later is then seen to have happened: an increase from nothing is none.
  for (const route of new Set([...routes.map(([, route]) => route), other]))
    for (const status of ['500', '503']) httpRequests.inc({ route, status }, 0);
  return (req, res, next) => {
    const began = performance.now();
    const route = routeOf(req.path);
    res.once('close', () => {
      // Someone who did not wait for the answer got none.
      const status = res.writableFinished ? String(res.statusCode) : 'gone';
      httpRequests.inc({ route, status });
      // A stream is open for as long as its page.
      const isStream = String(res.getHeader('content-type')).startsWith('text/event-stream');
      if (!isStream) httpSeconds.observe({ route }, (performance.now() - began) / 1_000);
    });
    next();
  };
}
