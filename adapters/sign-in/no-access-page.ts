import { type Request, type Response, Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { asActor } from '../../src/service/people/person.ts';
import { askForAccess } from '../../src/service/requests/ask.ts';
import { findVisitor, type Visitor } from '../../src/service/sign-in/entry.ts';
import { issuerOf, signInPath } from '../../src/service/sign-in/issuer.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { siteNames } from '../../src/ui/sentences/names.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { fullName } from '../../src/words/people.ts';
import { onlyMethods } from '../pages/error-pages.ts';
import { field } from '../pages/field.ts';
import { correlationIdOf, formBody, value } from '../pages/http-request.ts';
import { contact, doneMark, type FieldError, layout } from '../pages/layout.ts';
import { backToSite } from './back-to-site.ts';
import { type AtSite, type GetProvider, sendTooOld, type UnderWay, underWay } from './interaction.ts';

const words = signInWords.noAccess;

/** Takes what someone asks for who read that the site is not open to them. */
export function askAccessPage(app: App, getProvider: GetProvider): Router {
  const router = Router();
  router
    .route('/:uid/ask-access')
    .post(formBody, async (req, res) => {
      const found = await underWay(app, getProvider, req, res);
      if (!found?.site) return found && sendTooOld(app, req, res);
      const visitor = await visitorIn(app, found);
      if (visitor?.entry !== 'no-access') return sendNoAccess(app, found, req, res);
      const reason = value(req, 'reason').trim();
      if (reason === '') return refuse(app, found, visitor, res, reason, words.reasonMissing);
      try {
        const actor = asActor(visitor.person);
        const ctx = { ...app, actor, workspaceId: null, correlationId: correlationIdOf(res) };
        const { isNew } = await askForAccess(ctx, { site: found.site, reason });
        res.send(asked(found, isNew));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(app, found, visitor, res, reason, sentenceOf(error));
      }
    })
    .all(onlyMethods('POST'));
  return router;
}

/** Says to someone who is signed in why the site is not open to them, and what they can do. */
export async function sendNoAccess(app: App, found: UnderWay, req: Request, res: Response): Promise<void> {
  if (!found.site) return sendTooOld(app, req, res);
  const visitor = await visitorIn(app, found);
  if (visitor?.entry === 'welcome') return void res.send(welcome(found));
  res.status(403).send(visitor?.entry === 'no-access' ? noAccess(app, found, visitor) : elsewhere(app, found));
}

const visitorIn = (app: App, { interaction, clientId }: AtSite): Promise<Visitor | undefined> =>
  findVisitor(app, interaction.session?.accountId ?? '', clientId);

function refuse(app: App, found: AtSite, visitor: Visitor, res: Response, reason: string, sentence: string): void {
  res.status(422).send(noAccess(app, found, visitor, reason, [{ field: 'reason', sentence }]));
}

function noAccess(
  app: App,
  { interaction, site, centre }: AtSite,
  { person }: Visitor,
  reason = '',
  errors: FieldError[] = [],
): string {
  return layout({
    title: words.title(siteNames[site]),
    centre,
    errors,
    body: html`
<p class="lead">${words.lead(person.firstName)}</p>
<form method="post" action="${app.publicUrl}${signInPath}/${interaction.uid}/ask-access" novalidate>
${field(
  { id: 'reason', label: words.reason, hint: words.reasonHint, type: 'text', autocomplete: 'off', value: reason },
  errors,
)}
<button class="button" type="submit">${words.submit}</button>
</form>
<p class="after">${words.ask} ${contact(centre.supportContact)}</p>
<p class="after">${someoneElse(app, fullName(person))}</p>`,
  });
}

function elsewhere(app: App, { centre }: AtSite): string {
  const { title, lead } = signInWords.elsewhere;
  const body = html`<p>${lead} ${contact(centre.supportContact)}</p><p class="after">${someoneElse(app)}</p>`;
  return layout({ title, centre, body });
}

function asked({ site, centre }: AtSite, isNew: boolean): string {
  const { title, lead, again, close } = signInWords.asked;
  const body = html`<p>${isNew ? lead(siteNames[site]) : again}</p><p class="lead">${close}</p>`;
  return layout({ title, centre, mark: doneMark, body });
}

function welcome(found: AtSite): string {
  const { title, lead } = signInWords.hasAccess;
  const body = html`<p>${lead(siteNames[found.site])}</p>${backToSite(found)}`;
  return layout({ title, centre: found.centre, mark: doneMark, body });
}

const someoneElse = (app: App, name?: string): Html =>
  html`${name && signInWords.other(name)} <a href="${issuerOf(app)}/session/end">${signInWords.someoneElse}</a>`;
