import { Router } from 'express';
import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { oidcPath } from '../../src/service/sign-in/issuer.ts';
import { missing, problems } from '../web/problems.ts';
import { security } from '../web/security.ts';
import { reachedBy } from './address.ts';
import { providerOfNow } from './current.ts';
import { askAccessPage } from './no-access-page.ts';
import { pagePath } from './provider.ts';
import { signInPage } from './sign-in-page.ts';

/**
 * The sign-in to all sites: the OpenID provider at `/oidc`, and the pages that people see on the way at `/sign-in`.
 *
 * Makes the keys where there are none yet. Rate limits go by the caller's address: behind a proxy, Express must be told so
 * by its setting `trust proxy`.
 */
export async function signIn({ app, log }: { app: App; log: Logger }): Promise<{ router: Router }> {
  const getProvider = providerOfNow(app, log);
  await getProvider();
  const router = Router();
  router.use([pagePath, oidcPath], security());
  router.use(pagePath, signInPage(app, getProvider), askAccessPage(app, getProvider), missing);
  router.use(oidcPath, reachedBy(app.publicUrl), async (req, res) => {
    const provider = await getProvider();
    provider.callback()(req, res);
  });
  router.use(problems(log));
  return { router };
}
