import { type RequestHandler, Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { openLink } from '../../src/service/passwords/open-link.ts';
import { ownerOf } from '../../src/service/passwords/owner.ts';
import { passwordLinks } from '../../src/service/passwords/set-password.ts';
import { passwordStrength } from '../../src/service/passwords/strength.ts';
import { consume } from '../../src/service/rate-limit.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { onlyMethods } from './error-pages.ts';
import { HttpError } from './http-error.ts';
import { addressOf, jsonBody, value } from './http-request.ts';
import { isDeadLink } from './links.ts';
import { rates } from './rates.ts';

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
      await consume(app, 'strength-address', addressOf(req), rates.strengthByAddress);
      const link = await openLink(app, value(req, 'token'), [...passwordLinks]).catch((error) => {
        throw isDeadLink(error) ? new HttpError(404) : error;
      });
      await consume(app, 'strength', link.id, rates.strengthByLink);
      const { score, refusal } = await passwordStrength(value(req, 'password'), ownerOf(link));
      res.json({ score, sentence: refusal ? sentenceOf(refusal) : pageWords.set.strength[score] });
    })
    .all(onlyMethods('POST'));
  return router;
}
