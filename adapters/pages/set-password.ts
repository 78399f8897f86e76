import { Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import type { FoundLink } from '../../src/service/passwords/open-link.ts';
import { passwordLinks, setPassword } from '../../src/service/passwords/set-password.ts';
import { loadDictionaries, minLength } from '../../src/service/passwords/strength.ts';
import { type OwnSite, sitesOf } from '../../src/service/sites/own-sites.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { deviceMarks, setDeviceMark } from './device-cookie.ts';
import { onlyMethods } from './error-pages.ts';
import { field } from './field.ts';
import { correlationIdOf, formBody, tokenOf, value } from './http-request.ts';
import { breakable, doneMark, type FieldError, layout } from './layout.ts';
import { isDeadLink, requestedLink, sendDeadLink } from './links.ts';
import { siteLinks } from './site-links.ts';

const words = pageWords.set;
const kinds = [...passwordLinks];

/** The page behind the links of invitations and resets. */
export function setPasswordPage(app: App): Router {
  const router = Router();
  router
    .route('/password/set/:token')
    .get(async (req, res) => {
      const link = await requestedLink(app, req, res, kinds);
      if (!link) return;
      // So that they are there when the first password comes.
      void loadDictionaries();
      res.send(form(link, tokenOf(req)));
    })
    .post(formBody, async (req, res) => {
      const link = await requestedLink(app, req, res, kinds);
      if (!link) return;
      const token = tokenOf(req);
      try {
        const typed = { password: value(req, 'password'), again: value(req, 'again') };
        await setPassword(app, { token, ...typed, correlationId: correlationIdOf(res) });
      } catch (error) {
        if (isDeadLink(error)) return sendDeadLink(app, res, error, kinds, link.centre);
        if (!(error instanceof Refusal) || !error.field) throw error;
        return void res.status(422).send(form(link, token, [{ field: error.field, sentence: sentenceOf(error) }]));
      }
      // Whoever reads the person's mail is no stranger: they can sign in here while others try passwords.
      setDeviceMark(app, res, deviceMarks(app, req), link.user.id);
      res.send(done(link, await sitesOf(app.db, link.user.id)));
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
}

/** The form. What was typed before is never in it. */
function form({ kind, user, centre }: FoundLink, token: string, errors: FieldError[] = []): string {
  const which = kind === 'set-up' ? 'set-up' : 'reset';
  return layout({
    title: words.title[which],
    centre,
    errors,
    script: 'strength',
    body: html`
<p class="lead">${words.lead[which](user.firstName, centre.name)}</p>
<dl><dt>${words.account}</dt><dd>${breakable(user.email)}</dd></dl>
<form method="post" data-strength="${token}">
<input class="hide" type="text" name="username" autocomplete="username" value="${user.email}" readonly tabindex="-1" aria-hidden="true">
${field(
  {
    id: 'password',
    label: words.password,
    type: 'password',
    autocomplete: 'new-password',
    hint: words.hint(minLength),
    describedBy: 'strength',
    below: html`<div class="bars" aria-hidden="true" hidden><i></i><i></i><i></i><i></i></div>
<p class="strength" id="strength" role="status"></p>`,
  },
  errors,
)}
${field({ id: 'again', label: words.again, type: 'password', autocomplete: 'new-password' }, errors)}
<label class="toggle" hidden><input type="checkbox"> ${words.show}</label>
<button class="button" type="submit">${words.save}</button>
</form>`,
  });
}

/** What it opens: the person is where they wanted to be in one press more. */
function done({ user, centre }: FoundLink, sites: OwnSite[]): string {
  const body = html`<p>${words.done(user.email)}</p>${siteLinks(sites)}`;
  return layout({ title: words.doneTitle, centre, mark: doneMark, body });
}
