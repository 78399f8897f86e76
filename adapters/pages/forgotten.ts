import { Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { forgotten } from '../../src/service/passwords/forgotten.ts';
import { forgottenPath, type PageCentre, pageCentre } from '../../src/service/passwords/page-centre.ts';
import { consume } from '../../src/service/rate-limit.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { refusals } from '../../src/ui/sentences/refusals.ts';
import { isEmail, maxEmail } from '../../src/words/email.ts';
import { onlyMethods } from './error-pages.ts';
import { field } from './field.ts';
import { addressOf, correlationIdOf, formBody, value } from './http-request.ts';
import { contact, doneMark, type FieldError, layout } from './layout.ts';
import { rates } from './rates.ts';

const words = pageWords.forgotten;

/** The page for who has forgotten their password. It answers every e-mail alike, known or not. */
export function forgottenPage(app: App): Router {
  const router = Router();
  router
    .route('/password/forgotten')
    .get(async (req, res) => {
      res.send(form(await pageCentre(app, req.query.school)));
    })
    .post(formBody, async (req, res) => {
      const typed = value(req, 'email').trim();
      const centre = await pageCentre(app, req.query.school);
      const sentence = whatIsWrong(typed);
      if (sentence) {
        res.status(422).send(form(centre, typed.slice(0, maxEmail), [{ field: 'email', sentence }]));
        return;
      }
      // The limit and the look-up go by the same text.
      const email = typed.toLowerCase();
      await consume(app, 'forgotten-address', addressOf(req), rates.forgottenByAddress);
      await consume(app, 'forgotten-email', email, rates.forgottenByEmail);
      await forgotten(app, { email, correlationId: correlationIdOf(res) });
      res.send(done(app, centre));
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
}

/** Only what can be seen without looking anyone up. */
function whatIsWrong(email: string): string | null {
  if (email === '') return refusals['email-missing']();
  return isEmail(email) ? null : refusals['email-malformed']();
}

function form(centre: PageCentre | null, email = '', errors: FieldError[] = []): string {
  return layout({
    title: words.title,
    centre,
    errors,
    body: html`
<p class="lead">${words.lead}</p>
<form method="post" novalidate>
${field({ id: 'email', label: words.email, type: 'email', autocomplete: 'username', value: email }, errors)}
<button class="button" type="submit">${words.send}</button>
</form>
${
  centre
    ? html`<p class="after">${words.neither} ${contact(centre.supportContact)}</p>`
    : html`<p class="after">${words.neitherNobody}</p>`
}`,
  });
}

function done(app: App, centre: PageCentre | null): string {
  return layout({
    title: words.doneTitle,
    centre,
    mark: doneMark,
    body: html`<p>${words.done}</p>
<p class="lead">${words.doneNext}</p>
<p><a href="${forgottenPath(app, centre?.number)}">${words.again}</a></p>`,
  });
}
