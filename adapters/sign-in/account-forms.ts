import type { App } from '../../src/service/context.ts';
import { minLength } from '../../src/service/passwords/strength.ts';
import { accountPath, issuerOf } from '../../src/service/sign-in/issuer.ts';
import type { OwnSession } from '../../src/service/sign-in/own-sessions.ts';
import type { OwnSite } from '../../src/service/sites/own-sites.ts';
import { formatWhen } from '../../src/ui/formats.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { sites } from '../../src/ui/sentences/names.ts';
import { ownAccount as words } from '../../src/ui/sentences/own-account.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { secondFactorWords } from '../../src/ui/sentences/second-factor.ts';
import { field } from '../pages/field.ts';
import { breakable, doneMark, type FieldError, layout } from '../pages/layout.ts';
import { appSecret, codeField, recoveryList } from '../pages/second-factor-parts.ts';
import { siteLinks } from '../pages/site-links.ts';
import type { Visit } from './account-visit.ts';

/** A form of this page: where it goes, below the page's own address, and what is in it. */
const form = (app: App, { token }: Visit, to: string, body: Html): Html =>
  html`<form method="post" action="${app.publicUrl}${accountPath}/${to}" novalidate>
<input type="hidden" name="token" value="${token}">
${body}
</form>`;

const press = (label: string, how = 'quiet', aria?: string): Html =>
  html`<button class="button ${how}" type="submit"${aria && html` aria-label="${aria}"`}>${label}</button>`;

interface Shown {
  said?: string;
  errors?: FieldError[];
}

/** The page: sites, sessions, password, second factor. @param shown.said what was done a moment ago */
export function accountPage(
  app: App,
  visit: Visit,
  { sessions, sites }: { sessions: OwnSession[]; sites: OwnSite[] },
  { said, errors = [] }: Shown = {},
): string {
  const { account } = visit;
  const hasOthers = sessions.some((s) => !s.isThis);
  return layout({
    title: words.title,
    centre: account.centre,
    errors,
    body: html`
${said && html`<p role="status" class="said">${said}</p>`}
<p class="lead">${words.hello(account.firstName)}</p>
<dl><dt>${words.email}</dt><dd>${breakable(account.email)}</dd></dl>
${siteLinks(sites)}
<h2>${words.sessions}</h2>
<p class="hint">${words.sessionsLead}</p>
<ul class="rows">${sessions.map((s) => sessionRow(app, visit, s))}</ul>
${hasOthers && form(app, visit, 'end-others', press(words.endOthers))}
<h2>${secondFactorWords.own.title}</h2>
${secondFactor(app, visit)}
<h2>${words.password}</h2>
${passwordForm(app, visit, errors)}
<p class="after"><a href="${issuerOf(app)}/session/end">${words.signOut}</a></p>`,
  });
}

function sessionRow(app: App, visit: Visit, s: OwnSession): Html {
  const { timeZone } = visit.account.centre;
  const when = (at: Date) => formatWhen(at, app.clock(), timeZone);
  const browser = s.browser ?? words.unknown;
  return html`<li><p><strong>${browser}</strong>${s.isThis && html` · ${words.here}`}<br>
${words.since(when(s.since))}, ${words.used(when(s.lastUsed))}${s.sites.length > 0 && html`<br>${words.opened(sites(s.sites))}`}</p>
${
  !s.isThis &&
  form(
    app,
    visit,
    'end',
    html`<input type="hidden" name="session" value="${s.handle}">${press(words.end, 'quiet', words.endNamed(browser))}`,
  )
}</li>`;
}

function secondFactor(app: App, visit: Visit): Html {
  const { own } = secondFactorWords;
  const { secondFactorSince, mustHaveSecondFactor, recoveryCodes } = visit.account;
  const setUp = `${app.publicUrl}${accountPath}/second-factor`;
  if (!secondFactorSince) return html`<p>${own.none}</p><p><a class="button" href="${setUp}">${own.setUp}</a></p>`;
  return html`<p>${own.has(recoveryCodes)}</p>
<div class="choices">
<a class="button quiet" href="${setUp}">${own.replace}</a>
${form(app, visit, 'recovery-codes', press(own.renew))}
${!mustHaveSecondFactor && form(app, visit, 'second-factor/off', press(own.remove))}
</div>`;
}

function passwordForm(app: App, visit: Visit, errors: FieldError[]): Html {
  const { set } = pageWords;
  const fields = html`
<input class="hide" type="text" name="username" autocomplete="username" value="${visit.account.email}" readonly tabindex="-1" aria-hidden="true">
${field({ id: 'current', label: words.current, type: 'password', autocomplete: 'current-password' }, errors)}
${field({ id: 'password', label: set.password, type: 'password', autocomplete: 'new-password', hint: set.hint(minLength) }, errors)}
${field({ id: 'again', label: set.again, type: 'password', autocomplete: 'new-password' }, errors)}
${press(words.changePassword)}`;
  return html`<details${errors.length > 0 && html` open`}><summary>${words.changePassword}</summary>${form(app, visit, 'password', fields)}</details>`;
}

/** Sets up a second factor, or another in place of the one there is. @param secret what the app is to be told */
export function ownSetUpForm(app: App, visit: Visit, secret: string, errors: FieldError[] = []): string {
  const { centre, email } = visit.account;
  const fields = html`<input type="hidden" name="secret" value="${secret}">
${codeField(errors)}
${press(secondFactorWords.setUp.save, '')}`;
  return layout({
    title: secondFactorWords.setUp.title,
    centre,
    errors,
    body: html`<p class="lead">${secondFactorWords.setUp.want}</p>
${appSecret(secret, centre.name, email)}
${form(app, visit, 'second-factor', fields)}
<p class="after"><a href="${app.publicUrl}${accountPath}">${words.back}</a></p>`,
  });
}

/** Shows new codes on paper. @param isOver whether the session has ended with that */
export function ownCodesPage(app: App, { account }: Visit, codes: string[], isOver: boolean): string {
  return layout({
    title: secondFactorWords.recovery.title,
    centre: account.centre,
    body: html`${recoveryList(codes)}
${isOver && html`<p>${secondFactorWords.own.again}</p>`}
${toAccount(app, isOver ? words.signInAgain : words.back)}`,
  });
}

/** Says what has ended this session too. @param said.isDone whether it was this that was asked for */
export function overPage(
  app: App,
  { account }: Visit,
  { title, lead, isDone = true }: { title: string; lead: string; isDone?: boolean },
): string {
  const body = html`<p>${lead}</p>${toAccount(app, words.signInAgain)}`;
  return layout({ title, centre: account.centre, ...(isDone && { mark: doneMark }), body });
}

const toAccount = (app: App, label: string): Html =>
  html`<p><a class="button" href="${app.publicUrl}${accountPath}">${label}</a></p>`;
