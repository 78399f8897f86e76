import { type Request, type Response, Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { checkPassword } from '../../src/service/sign-in/check-password.ts';
import { html } from '../../src/ui/html.ts';
import { refusals } from '../../src/ui/sentences/refusals.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { maxEmail } from '../../src/words/email.ts';
import { deviceMarks, setDeviceMark } from '../pages/device-cookie.ts';
import { onlyMethods } from '../pages/error-pages.ts';
import { setRetryAfter } from '../pages/http-error.ts';
import { addressOf, correlationIdOf, formBody, value } from '../pages/http-request.ts';
import { contact, type FieldError, layout } from '../pages/layout.ts';
import { finishSignIn } from './finish.ts';
import { goBackHere } from './go-back-here.ts';
import { type GetProvider, type UnderWay, underWay } from './interaction.ts';
import { sendNoAccess } from './no-access-page.ts';
import { askSecondFactor, showSecondFactor } from './second-factor-page.ts';
import { hintIn, signInForm } from './sign-in-form.ts';
import type { OnSignIn } from './steps.ts';

/** Where someone gives e-mail and password; and where they read that the site is not open to them. */
export function signInPage(app: App, getProvider: GetProvider, onSignIn: OnSignIn): Router {
  const router = Router();
  router
    .route('/:uid')
    .get(async (req, res) => {
      const found = await underWay(app, getProvider, req, res);
      if (found) await show(app, found, req, res);
    })
    .post(formBody, async (req, res) => {
      const given = { email: value(req, 'email').trim(), password: value(req, 'password') };
      const errors = whatIsMissing(given.email, given.password);
      const found = await underWay(app, getProvider, req, res, errors.length > 0 ? undefined : given.email);
      if (!found) return;
      if (found.interaction.prompt.name !== 'login') return await show(app, found, req, res);
      if (errors.length === 0) return await signIn(app, found, req, res, { ...given, onSignIn });
      res.status(422).send(signInForm(app, found, given.email.slice(0, maxEmail), { errors }));
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
}

async function show(app: App, found: UnderWay, req: Request, res: Response): Promise<void> {
  const { name } = found.interaction.prompt;
  if (name === 'login') {
    const { owing } = found.interaction.result ?? {};
    if (owing && owing.owes !== 'nothing') return await showSecondFactor(app, found, req, res, owing);
    res.send(signInForm(app, found, hintIn(found.interaction)));
  } else if (name === 'access') {
    await sendNoAccess(app, found, req, res);
  } else {
    // A site that wants to stay connected asks for consent; the school gave it when it connected the site.
    await goBackHere(app, found, req, res, { ...found.interaction.lastSubmission, consent: {} });
  }
}

async function signIn(
  app: App,
  found: UnderWay,
  req: Request,
  res: Response,
  { email, password, onSignIn }: { email: string; password: string; onSignIn: OnSignIn },
): Promise<void> {
  try {
    const marks = deviceMarks(app, req);
    const shown = { email, password, marks, address: addressOf(req), correlationId: correlationIdOf(res) };
    const who = await checkPassword(app, shown, found.known);
    const { userId, at, owes } = who;
    onSignIn(who.suspended ? 'suspended' : owes === 'nothing' ? 'done' : 'second_factor');
    if (who.suspended) return void res.status(403).send(suspended(who.suspended.centre));
    if (owes !== 'nothing') return await askSecondFactor(app, found, req, res, { userId, at, owes });
    setDeviceMark(app, res, marks, userId);
    await finishSignIn(app, found, req, res, { userId, at, isStrong: false });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isLocked = error.code === 'too-many-tries';
    onSignIn(isLocked ? 'locked' : 'wrong');
    res.status(isLocked ? 429 : 422);
    setRetryAfter(res, error);
    res.send(signInForm(app, found, email, { errors: [{ field: 'password', sentence: sentenceOf(error) }] }));
  }
}

/** Only what can be seen without looking anyone up. */
function whatIsMissing(email: string, password: string): FieldError[] {
  const errors: FieldError[] = [];
  if (email === '') errors.push({ field: 'email', sentence: refusals['email-missing']() });
  else if (email.length > maxEmail) errors.push({ field: 'email', sentence: refusals['email-malformed']() });
  if (password === '') errors.push({ field: 'password', sentence: signInWords.passwordMissing });
  return errors;
}

function suspended(centre: { name: string; supportContact: string }): string {
  const { title, lead, ask } = signInWords.suspended;
  const body = html`<p>${lead}</p><p class="after">${ask} ${contact(centre.supportContact)}</p>`;
  return layout({ title, centre, body });
}
