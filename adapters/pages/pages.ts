import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { handOverPath } from '../../src/service/one-time-secrets/hand-over.ts';
import { type Keep, usualKeep } from '../../src/words/keep.ts';
import { aboutPages } from './about.ts';
import { assets } from './assets.ts';
import { confirmChatPage } from './confirm-chat.ts';
import { confirmEmailPage } from './confirm-email.ts';
import { errorPages, notFound } from './error-pages.ts';
import { forgottenPage } from './forgotten.ts';
import { secretPage } from './secret.ts';
import { setPasswordPage } from './set-password.ts';
import { strengthCheck } from './strength.ts';

/** Everything below these is ours, found or not; all else may be another router's. */
const ours = ['/password', '/email', '/chat', handOverPath];

/**
 * The pages that people reach from their mails: set a password, forgotten password, confirm an e-mail or
 * oneself in a chat; and what Staffroom is and keeps.
 *
 * Rate limits go by the caller's address: behind a proxy, Express must be told so by its setting `trust proxy`.
 *
 * @param keep for how long things are kept here, as the page says
 */
export function pages(app: App, log: Logger, keep: Keep = usualKeep): Router {
  const router = Router();
  router.use(
    assets(),
    setPasswordPage(app),
    strengthCheck(app),
    forgottenPage(app),
    confirmEmailPage(app),
    confirmChatPage(app),
    secretPage(app),
    aboutPages(app, keep),
  );
  router.use(ours, notFound);
  router.use(errorPages(log));
  return router;
}

/** The pages for every address where there is nothing, and for whatever else went wrong: `use` them last. */
export const lastPages = (log: Logger): [RequestHandler, ErrorRequestHandler] => [notFound, errorPages(log)];
