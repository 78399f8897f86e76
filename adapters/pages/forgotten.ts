import { Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { forgotten } from '../../src/service/passwords/forgotten.ts';
import { forgottenPath, type PageCentre, pageCentre } from '../../src/service/passwords/page-centre.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { maxEmail } from '../../src/words/email.ts';
import { onlyMethods } from './error-pages.ts';
import { field } from './field.ts';
import { addressOf, correlationIdOf, formBody, value } from './http-request.ts';
import { contact, doneMark, type FieldError, layout } from './layout.ts';

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
      try {
        await forgotten(app, { email: typed, address: addressOf(req), correlationId: correlationIdOf(res) });
        res.send(done(app, centre));
      } catch (error) {
        if (!(error instanceof Refusal) || !error.field) throw error;
        const wrong = { field: error.field, sentence: sentenceOf(error) };
        res.status(422).send(form(centre, typed.slice(0, maxEmail), [wrong]));
      }
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
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
