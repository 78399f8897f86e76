import { type RequestHandler, Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { checkStrength } from '../../src/service/passwords/check-strength.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { onlyMethods } from './error-pages.ts';
import { HttpError } from './http-error.ts';
import { addressOf, jsonBody, value } from './http-request.ts';
import { isDeadLink } from './links.ts';

const answersJson: RequestHandler = (_req, res, next) => {
  res.locals.json = true;
  next();
};

/** Says how strong a password is, while it is being typed, to someone who holds a link to set one. */
export function strengthCheck(app: App): Router {
  const router = Router();
  router
    .route('/password/strength')
    .all(answersJson)
    .post(jsonBody, async (req, res) => {
      const typed = { token: value(req, 'token'), password: value(req, 'password'), address: addressOf(req) };
      const { score, refusal } = await checkStrength(app, typed).catch((error) => {
        throw isDeadLink(error) ? new HttpError(404) : error;
      });
      res.json({ score, sentence: refusal ? sentenceOf(refusal) : pageWords.set.strength[score] });
    })
    .all(onlyMethods('POST'));
  return router;
}
