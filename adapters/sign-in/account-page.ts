import { type Request, type Response, Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { changePassword } from '../../src/service/passwords/set-password.ts';
import { addSecondFactor } from '../../src/service/second-factor/add.ts';
import { readOwnAccount, removeOwnSecondFactor, renewRecoveryCodes } from '../../src/service/second-factor/own.ts';
import { isSecret, newSecret } from '../../src/service/second-factor/totp.ts';
import { EntryLost } from '../../src/service/sign-in/entry.ts';
import { accountPath } from '../../src/service/sign-in/issuer.ts';
import { endOwnSessions, listOwnSessions } from '../../src/service/sign-in/own-sessions.ts';
import { sitesOf } from '../../src/service/sites/own-sites.ts';
import { ownAccount as words } from '../../src/ui/sentences/own-account.ts';
import { secondFactorWords } from '../../src/ui/sentences/second-factor.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { onlyMethods } from '../pages/error-pages.ts';
import { HttpError, setRetryAfter } from '../pages/http-error.ts';
import { correlationIdOf, formBody, value } from '../pages/http-request.ts';
import type { FieldError } from '../pages/layout.ts';
import { accountPage, overPage, ownCodesPage, ownSetUpForm } from './account-forms.ts';
import { accountVisit, type Visit } from './account-visit.ts';
import type { GetProvider } from './interaction.ts';

/** Where someone sees where they are signed in and ends it, and changes password and second factor. */
export function accountPages(app: App, getProvider: GetProvider): Router {
  const router = Router();

  const show = async (visit: Visit, res: Response, shown: { said?: string; errors?: FieldError[] } = {}) => {
    const [sessions, sites] = await Promise.all([
      listOwnSessions(app, visit.userId, visit.uid),
      sitesOf(app.db, visit.userId),
    ]);
    res.send(accountPage(app, visit, { sessions, sites }, shown));
  };

  /** What a form of the page does. What it refuses is shown on the page, beside its field where it has one. */
  const does = (path: string, act: (visit: Visit, req: Request, res: Response) => Promise<void>) =>
    router
      .route(path)
      .post(formBody, async (req, res) => {
        const visit = await accountVisit(app, getProvider, req, res);
        if (!visit) return;
        try {
          await act(visit, req, res);
        } catch (error) {
          if (error instanceof EntryLost) return res.redirect(303, app.publicUrl + accountPath);
          if (!(error instanceof Refusal)) throw error;
          if (!error.field) throw error;
          res.status(422);
          await show(visit, res, { errors: [{ field: error.field, sentence: sentenceOf(error) }] });
        }
      })
      .all(onlyMethods('POST'));

  router
    .route('/')
    .get(async (req, res) => {
      const visit = await accountVisit(app, getProvider, req, res);
      // What the sign-in has put into the address is of no use here.
      if (visit && Object.keys(req.query).length > 0) return res.redirect(303, app.publicUrl + accountPath);
      if (visit) await show(visit, res);
    })
    .all(onlyMethods('GET', 'HEAD'));

  const asked = (visit: Visit, res: Response) => ({
    userId: visit.userId,
    signedInAt: visit.at,
    correlationId: correlationIdOf(res),
  });

  does('/end', async (visit, req, res) => {
    const { userId, uid } = visit;
    const which = { userId, uid, handle: value(req, 'session') };
    const ended = await endOwnSessions(app, { ...which, correlationId: correlationIdOf(res) });
    await show(visit, res, { said: ended ? words.ended : words.endedBefore });
  });
  does('/end-others', async (visit, _req, res) => {
    const { userId, uid } = visit;
    const ended = await endOwnSessions(app, { userId, uid, correlationId: correlationIdOf(res) });
    await show(visit, res, { said: ended ? words.endedOthers : words.noOthers });
  });
  does('/password', async (visit, req, res) => {
    const typed = { current: value(req, 'current'), password: value(req, 'password'), again: value(req, 'again') };
    await changePassword(app, { ...asked(visit, res), ...typed });
    res.send(overPage(app, visit, { title: words.changed, lead: words.changedNext }));
  });
  does('/recovery-codes', async (visit, _req, res) => {
    res.send(ownCodesPage(app, visit, await renewRecoveryCodes(app, asked(visit, res)), false));
  });
  does('/second-factor/off', async (visit, _req, res) => {
    await removeOwnSecondFactor(app, asked(visit, res));
    res.send(overPage(app, visit, { title: secondFactorWords.own.removed, lead: secondFactorWords.own.removedNext }));
  });

  router
    .route('/second-factor')
    .get(async (req, res) => {
      const visit = await accountVisit(app, getProvider, req, res);
      if (visit) res.send(ownSetUpForm(app, visit, newSecret()));
    })
    .post(formBody, async (req, res) => {
      const visit = await accountVisit(app, getProvider, req, res);
      if (!visit) return;
      const secret = value(req, 'secret');
      const replaces = visit.account.secondFactorSince;
      if (!isSecret(secret)) throw new HttpError(400);
      try {
        const given = { ...asked(visit, res), secret, code: value(req, 'code'), replaces };
        const { codes } = await addSecondFactor(app, given);
        res.send(ownCodesPage(app, visit, codes, true));
      } catch (error) {
        if (error instanceof EntryLost) {
          const now = await readOwnAccount(app, visit.userId);
          if (now?.secondFactorSince?.getTime() === replaces?.getTime())
            return res.redirect(303, app.publicUrl + accountPath);
          const { already, alreadyNext } = secondFactorWords.own;
          return res.status(409).send(overPage(app, visit, { title: already, lead: alreadyNext, isDone: false }));
        }
        if (!(error instanceof Refusal)) throw error;
        const wrong = { field: 'code', sentence: sentenceOf(error) };
        setRetryAfter(res, error);
        res.status(error.code === 'too-many-tries' ? 429 : 422).send(ownSetUpForm(app, visit, secret, [wrong]));
      }
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
}
