import { type Request, Router } from 'express';
import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { notFound } from '../pages/error-pages.ts';
import { accountPages } from './account-page.ts';
import { currentProvider } from './current-provider.ts';
import { whileFollowed } from './follow.ts';
import { askAccessPage } from './no-access-page.ts';
import { formPaths, readForm } from './posted.ts';
import { atPublicAddress } from './public-address.ts';
import { secondFactorPage } from './second-factor-page.ts';
import { signInPage } from './sign-in-page.ts';
import type { OnSignIn } from './steps.ts';

/** What answers at the two addresses. Makes the keys where there are none yet. */
export async function openSignIn(app: App, log: Logger, onSignIn: OnSignIn) {
  const getProvider = currentProvider(app, log);
  await getProvider();
  return {
    pages: Router().use(
      signInPage(app, getProvider, onSignIn),
      secondFactorPage(app, getProvider, onSignIn),
      askAccessPage(app, getProvider),
      notFound,
    ),
    account: Router().use(accountPages(app, getProvider), notFound),
    oidc: Router()
      .use(atPublicAddress(app.publicUrl))
      .post(formPaths, readForm)
      .use(async (req, res) => {
        const provider = await getProvider({ keys: !isKeyless(req) });
        await whileFollowed(() => provider.callback()(req, res));
      }),
  };
}

/** A sign-in begins, and comes back from the page, without a key: a code is no token. A hint is one that we signed. */
const isKeyless = ({ method, path, query }: Request): boolean =>
  method === 'GET' && path.startsWith('/auth') && query.id_token_hint === undefined;
