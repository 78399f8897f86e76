import { type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { missing } from '../pages/problems.ts';
import { reachedBy } from './address.ts';
import { providerOfNow } from './current.ts';
import { askAccessPage } from './no-access-page.ts';
import { signInPage } from './sign-in-page.ts';

/** What answers at the two addresses. */
export interface Handlers {
  pages: RequestHandler;
  oidc: RequestHandler;
}

/** Makes the keys where there are none yet. */
export async function openSignIn(app: App, log: Logger): Promise<Handlers> {
  const getProvider = providerOfNow(app, log);
  await getProvider();
  return {
    pages: Router().use(signInPage(app, getProvider), askAccessPage(app, getProvider), missing),
    oidc: Router().use(reachedBy(app.publicUrl), async (req, res) => {
      const provider = await getProvider();
      provider.callback()(req, res);
    }),
  };
}
