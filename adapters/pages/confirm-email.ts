import { Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { confirmEmail } from '../../src/service/passwords/change-email.ts';
import type { FoundLink } from '../../src/service/passwords/open-link.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { onlyMethods } from './error-pages.ts';
import { correlationIdOf, tokenOf } from './http-request.ts';
import { breakable, type Centre, doneMark, layout } from './layout.ts';
import { isDeadLink, requestedLink, sendDeadLink } from './links.ts';

const words = pageWords.confirm;

/** The page behind the link that confirms a new e-mail. A button does it: mail scanners open every link. */
export function confirmEmailPage(app: App): Router {
  const router = Router();
  router
    .route('/email/confirm/:token')
    .get(async (req, res) => {
      const link = await requestedLink(app, req, res, ['confirm-email']);
      if (link) res.send(question(link));
    })
    .post(async (req, res) => {
      const link = await requestedLink(app, req, res, ['confirm-email']);
      if (!link) return;
      try {
        const email = await confirmEmail(app, { token: tokenOf(req), correlationId: correlationIdOf(res) });
        res.send(done(link.centre, email));
      } catch (error) {
        if (isDeadLink(error)) return sendDeadLink(app, res, error, ['confirm-email'], link.centre);
        if (!(error instanceof Refusal) || error.code !== 'email-in-use') throw error;
        const body = html`<p>${sentenceOf(error)}</p><p class="lead">${words.inUseNext}</p>`;
        res.status(409).send(layout({ title: words.inUseTitle, centre: link.centre, body }));
      }
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
}

function question({ user, newEmail, centre }: FoundLink): string {
  return layout({
    title: words.title,
    centre,
    body: html`<p class="lead">${words.lead(user.firstName, centre.name)}</p>
<dl><dt>${words.address}</dt><dd>${breakable(newEmail ?? '')}</dd></dl>
<form method="post"><button class="button" type="submit">${words.confirm}</button></form>`,
  });
}

function done(centre: Centre, email: string): string {
  return layout({ title: words.doneTitle, centre, mark: doneMark, body: html`<p>${words.done(email)}</p>` });
}
