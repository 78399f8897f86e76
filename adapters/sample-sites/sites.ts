import { type RequestHandler, Router } from 'express';
import { HttpError } from '../pages/http-error.ts';
import { fromOwnPages } from './guard.ts';
import type { SampleSitesOptions } from './options.ts';
import { indexPage } from './pages.ts';
import { sampleSite } from './site.ts';
import { indexStyle } from './style.ts';

export type SampleSites = ReturnType<typeof openSites>;

/**
 * The playground's own seven sites: each signs people in with Staffroom, over real HTTP, and is told by SCIM who may use it.
 * What Staffroom itself calls there has a secret of its own; all else is as guarded as the playground.
 */
export function openSites(options: SampleSitesOptions) {
  const root = new URL(options.base).pathname;
  const sites = options.sites.map((site) => ({ key: site.key, ...sampleSite(site, options) }));
  const keys = sites.map(({ key }) => key);
  const router = Router();
  router.use(root, headers(options.issuer));
  for (const { key, router: one } of sites) router.use(`${root}/${key}`, one);
  router.use(root, options.guard, fromOwnPages);
  router.get(`${root}/sites.css`, (_req, res) => void res.type('css').send(indexStyle));
  router.get(root, (_req, res) => {
    res.send(indexPage(options.centre, root, keys));
  });
  router.use(root, (_req, _res, next) => next(new HttpError(404)));
  return {
    /** To be mounted on the root, before the playground. */
    router,
    /** Writes down what the sites know. */
    close() {
      for (const site of sites) site.flush();
    },
  };
}

/** @param issuer where the form to sign out leads on to */
function headers(issuer: string): RequestHandler {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    `form-action 'self' ${new URL(issuer).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (_req, res, next) => {
    res.set({
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'same-origin',
    });
    next();
  };
}
