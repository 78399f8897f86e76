import { type Request, type Response, Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { addSecondFactor } from '../../src/service/second-factor/add.ts';
import { checkSecondFactor, signedIn } from '../../src/service/second-factor/check.ts';
import { newSecret } from '../../src/service/second-factor/totp.ts';
import { EntryLost } from '../../src/service/sign-in/entry.ts';
import { emailOf } from '../../src/service/sign-in/page-names.ts';
import { inTransaction } from '../../src/service/transaction.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { deviceMarks, setDeviceMark } from '../pages/device-cookie.ts';
import { onlyMethods } from '../pages/error-pages.ts';
import { setRetryAfter } from '../pages/http-error.ts';
import { addressOf, correlationIdOf, formBody, value } from '../pages/http-request.ts';
import type { FieldError } from '../pages/layout.ts';
import { finishSignIn } from './finish.ts';
import { type GetProvider, keepResult, sendTooOld, type UnderWay, underWay } from './interaction.ts';
import type { Owing } from './oidc-library.ts';
import { codeForm, recoveryPage, setUpForm } from './second-factor-forms.ts';
import type { OnSignIn } from './steps.ts';

/** Remembers, until the second factor was given, who has given the password. The next page goes by it. */
export async function askSecondFactor(
  app: App,
  found: UnderWay,
  req: Request,
  res: Response,
  { userId, at, owes }: { userId: string; at: number; owes: 'code' | 'set-up' },
): Promise<void> {
  const owing: Owing = { accountId: userId, at, owes, ...(owes === 'set-up' && { secret: newSecret() }) };
  await keepResult(found, { owing });
  await showSecondFactor(app, found, req, res, owing);
}

/** The page for what is still owed. */
export async function showSecondFactor(
  app: App,
  found: UnderWay,
  req: Request,
  res: Response,
  owing: Owing,
  errors: FieldError[] = [],
): Promise<void> {
  const { secret, accountId } = owing;
  if (owing.owes === 'code') return void res.send(codeForm(app, found, errors));
  const email = await emailOf(app, accountId);
  if (!secret || !email) return sendTooOld(app, req, res);
  res.send(setUpForm(app, found, { secret, email }, errors));
}

/** Takes what is owed after the password: a code of the app, one on paper, or that an app was set up. */
export function secondFactorPage(app: App, getProvider: GetProvider, onSignIn: OnSignIn): Router {
  const router = Router();
  const step = (path: string, take: (found: UnderWay, owing: Owing, req: Request, res: Response) => Promise<void>) =>
    router
      .route(`/:uid/${path}`)
      .post(formBody, async (req, res) => {
        const found = await underWay(app, getProvider, req, res);
        const owing = found?.interaction.result?.owing;
        if (!found) return;
        if (found.interaction.prompt.name !== 'login' || !owing) return sendTooOld(app, req, res);
        try {
          await take(found, owing, req, res);
        } catch (error) {
          if (error instanceof EntryLost) return sendTooOld(app, req, res);
          if (!(error instanceof Refusal)) throw error;
          const isLocked = error.code === 'too-many-tries';
          onSignIn(isLocked ? 'locked' : 'second_factor_wrong');
          res.status(isLocked ? 429 : 422);
          setRetryAfter(res, error);
          const field = path === 'recovery' ? 'recovery' : 'code';
          await showSecondFactor(app, found, req, res, owing, [{ field, sentence: sentenceOf(error) }]);
        }
      })
      .all(onlyMethods('POST'));

  for (const kind of ['code', 'recovery'] as const) {
    step(kind, async (found, owing, req, res) => {
      if (owing.owes !== 'code') return sendTooOld(app, req, res);
      const { accountId: userId, at: signedInAt } = owing;
      const marks = deviceMarks(app, req);
      const given = {
        kind,
        typed: value(req, kind),
        marks,
        address: addressOf(req),
        correlationId: correlationIdOf(res),
      };
      const at = await checkSecondFactor(app, { userId, signedInAt, ...given });
      onSignIn('done');
      setDeviceMark(app, res, marks, userId);
      await finishSignIn(app, found, req, res, { userId, at, isStrong: true });
    });
  }
  step('set-up', async (found, owing, req, res) => {
    const { accountId: userId, at: signedInAt, secret } = owing;
    if (owing.owes !== 'set-up' || !secret) return sendTooOld(app, req, res);
    const given = { userId, signedInAt, secret, code: value(req, 'code'), replaces: null };
    const here = { interaction: found.interaction.uid, session: found.interaction.session?.uid };
    const { codes, at } = await addSecondFactor(app, { ...given, here, correlationId: correlationIdOf(res) });
    await keepResult(found, { owing: { accountId: userId, at, owes: 'nothing' } });
    res.send(recoveryPage(app, found, codes));
  });
  step('kept', async (found, owing, req, res) => {
    if (owing.owes !== 'nothing') return sendTooOld(app, req, res);
    const { accountId: userId, at } = owing;
    await inTransaction(app, (app) => signedIn(app, { userId, kind: 'code', correlationId: correlationIdOf(res) }));
    onSignIn('done');
    setDeviceMark(app, res, deviceMarks(app, req), userId);
    await finishSignIn(app, found, req, res, { userId, at, isStrong: true });
  });
  return router;
}
