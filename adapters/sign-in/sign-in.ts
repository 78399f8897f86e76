import { type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { accountPath, oidcPath, signInPath } from '../../src/service/sign-in/issuer.ts';
import { errorPages } from '../pages/error-pages.ts';
import type { openSignIn } from './open.ts';
import type { OnSignIn } from './steps.ts';

/**
 * The sign-in to all sites: the OpenID provider at `/oidc`, the pages that people see on the way at `/sign-in`, and at
 * `/account` what opens their own account.
 *
 * The library is large, and nobody at the start of the program waits for it. Rate limits go by the caller's address: behind
 * a proxy, Express must be told so by its setting `trust proxy`.
 */
export function signIn({ app, log, onSignIn = () => {} }: { app: App; log: Logger; onSignIn?: OnSignIn }) {
  let opening: ReturnType<typeof openSignIn> | undefined;
  const open = () => {
    opening ??= import('./open.ts')
      .then(({ openSignIn }) => openSignIn(app, log, onSignIn))
      .catch((error) => {
        // The database may be away: the next one tries again.
        opening = undefined;
        throw error;
      });
    return opening;
  };
  const router = Router();
  router.use([signInPath, oidcPath], inItsOpenersWindow);
  router.use(signInPath, async (req, res, next) => (await open()).pages(req, res, next));
  router.use(accountPath, async (req, res, next) => (await open()).account(req, res, next));
  router.use(oidcPath, async (req, res, next) => (await open()).oidc(req, res, next));
  router.use(errorPages(log));
  return {
    router,
    /** Loads it, and makes the keys where there are none yet; else whoever comes first waits for that. */
    load: async () => void (await open()),
  };
}

/**
 * A site may open the sign-in in a window of its own: for one that keeps to itself, the site's page would seem closed to it on its
 * way back, and it to the site. Who may open it anyway by a link learns no more by that.
 */
const inItsOpenersWindow: RequestHandler = (_req, res, next) => {
  res.set('Cross-Origin-Opener-Policy', 'unsafe-none');
  next();
};
