import { createHmac } from 'node:crypto';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { isSameSecret } from '../../src/lib/hash.ts';
import { isLoopback, isLoopbackHost } from '../../src/lib/net.ts';
import type { App } from '../../src/service/context.ts';
import { consumeByAddress } from '../../src/service/rate-limit.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { onlyMethods } from './error-pages.ts';
import { HttpError } from './http-error.ts';
import { addressOf, cookieOf, jsonBody, value } from './http-request.ts';
import { layout } from './layout.ts';
import { openScript } from './open-script.ts';

const path = '/open';
const words = pageWords.open;

/** How long a browser stays let in, in milliseconds. The address opens it again. */
const goodForMs = 30 * 24 * 60 * 60_000;

/** Nobody guesses 256 bits; this keeps whoever tries from keeping us busy. The right one is never held up. */
const wrongSecrets = { limit: 30, perMs: 15 * 60_000 };

/**
 * The one way to what has no sign-in: an address with a secret in it, for whoever runs the program. A browser that opens it gets
 * a cookie, and is led on. Where a request comes from says nothing: behind a proxy all of them come from this machine.
 *
 * The secret stands behind the `#`, which browsers send to nobody: no proxy writes it into its log, no other site is told of it.
 *
 * @param secret 256 bits
 * @param leadsTo where a browser goes that has opened it, from the root and without the slash
 */
export function secretAddress(app: App, { secret, leadsTo }: { secret: string; leadsTo: string }) {
  const own = new URL(app.publicUrl);
  const secure = own.protocol === 'https:';
  const cookie = secure ? '__Host-staffroom_open' : 'staffroom_open';
  const sign = (until: string) => createHmac('sha256', secret).update(`cookie:${until}`).digest('base64url');

  function isOpened(req: Request): boolean {
    const [until = '', signature = ''] = cookieOf(req, cookie)?.split('.') ?? [];
    return isSameSecret(signature, sign(until)) && Number(until) > app.clock().getTime();
  }

  /** Whether it was asked for by a name of ours: another is that of a web page which has it resolve to this machine. */
  const byOwnName = ({ headers: { host = '' } }: Request) =>
    host === own.host || isLoopbackHost(host.replace(/:\d{1,5}$/, ''));

  const router = Router();
  router.get(`${path}.js`, (_req, res) => void res.type('js').send(openScript));
  router
    .route(path)
    .get((_req, res) => void res.send(opening(leadsTo)))
    .post(jsonBody, async (req, res) => {
      if (!fromOwnPage(req, own.origin)) throw new HttpError(403);
      if (!isSameSecret(value(req, 'secret'), secret)) {
        await consumeByAddress(app, 'open', addressOf(req), wrongSecrets);
        throw new HttpError(403);
      }
      const until = String(app.clock().getTime() + goodForMs);
      res.cookie(cookie, `${until}.${sign(until)}`, {
        httpOnly: true,
        secure,
        // A sample site comes back from a sign-in that may be at another address of ours.
        sameSite: 'lax',
        path: '/',
        maxAge: goodForMs,
      });
      res.status(204).end();
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));

  return {
    /** The page of the secret address: `use` it on the root. */
    router,
    /** Answers 403, with a page that says how to get in, unless the browser has opened the secret address. */
    guard: ((req, res, next) => {
      if (byOwnName(req) && isOpened(req)) return next();
      shut(res);
    }) satisfies RequestHandler,
    /** Refuses also what another page in the same browser asks for: the cookie goes with it. */
    ownPagesOnly: ((req, _res, next) => {
      next(fromOwnPage(req, own.origin) ? undefined : new HttpError(403));
    }) satisfies RequestHandler,
  };
}

function fromOwnPage(req: Request, ownOrigin: string): boolean {
  const site = req.headers['sec-fetch-site'];
  const reads = req.method === 'GET' || req.method === 'HEAD';
  // A link to the page from elsewhere is harmless; a read of its data is let be only from itself or by hand.
  if (reads) return site === undefined || site === 'same-origin' || site === 'none' || isPage(req);
  const { origin, host } = req.headers;
  // A proxy may pass on another host than the browser asked for.
  const isOwn = origin === ownOrigin || (origin === `http://${host}` && URL.canParse(origin) && isLoopback(origin));
  if (origin !== undefined && !isOwn) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  // A form on another page can't send this type without the browser asking first.
  return req.is('application/json') === 'application/json';
}

function isPage(req: Request): boolean {
  return (
    req.path === '/' && req.headers['sec-fetch-mode'] === 'navigate' && req.headers['sec-fetch-dest'] === 'document'
  );
}

function opening(leadsTo: string): string {
  return layout({
    title: words.title,
    centre: null,
    body: html`<script src="open.js" defer></script>
<p id="opening" data-leads-to="./${leadsTo}">${words.opening}</p>
<p id="wrong" role="alert" hidden>${words.wrong}</p>
<noscript><p>${words.noScript}</p></noscript>`,
  });
}

function shut(res: Response): void {
  const body = html`<p class="lead">${words.shut}</p><p>${words.shutNext}</p>`;
  res.status(403).send(layout({ title: words.shutTitle, centre: null, body }));
}
