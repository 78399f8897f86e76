import type { App } from '../../src/service/context.ts';
import { forgottenPath } from '../../src/service/passwords/page-centre.ts';
import { accountPath, signInPageOf } from '../../src/service/sign-in/issuer.ts';
import { html } from '../../src/ui/html.ts';
import { siteNames } from '../../src/ui/sentences/names.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { maxEmail } from '../../src/words/email.ts';
import { field } from '../pages/field.ts';
import { type FieldError, layout } from '../pages/layout.ts';
import type { UnderWay } from './interaction.ts';
import type { Interaction } from './oidc-library.ts';

/** Of a sign-in, as far as the form goes: which it is, and where to. */
export type FormOf = Pick<UnderWay, 'clientId' | 'site' | 'centre'> & { interaction: Pick<Interaction, 'uid'> };

/** The page's own address, wherever it is shown. */
export const addressOf = (app: App, { interaction, clientId }: Pick<FormOf, 'interaction' | 'clientId'>): string =>
  signInPageOf(app, interaction.uid, clientId);

/**
 * The page where someone gives e-mail and password. A password that was typed before is never in it.
 *
 * @param more.isElsewhere whether it is shown at another address than its own
 */
export function signInForm(
  app: App,
  found: FormOf,
  email: string,
  { errors = [], isElsewhere = false }: { errors?: FieldError[]; isElsewhere?: boolean } = {},
): string {
  const { site, centre } = found;
  const address = addressOf(app, found);
  return layout({
    title: signInWords.title,
    centre,
    errors,
    script: 'once',
    ...(isElsewhere && { address }),
    body: html`
<p class="lead">${site ? signInWords.lead(siteNames[site]) : signInWords.leadAccount}</p>
<form method="post"${isElsewhere && html` action="${address}"`} novalidate>
${field({ id: 'email', label: signInWords.email, type: 'email', autocomplete: 'username', value: email }, errors)}
${field({ id: 'password', label: signInWords.password, type: 'password', autocomplete: 'current-password' }, errors)}
<button class="button" type="submit">${signInWords.submit}</button>
</form>
<p class="after"><a href="${forgottenPath(app, centre?.number)}">${signInWords.forgotten}</a> ${signInWords.first}</p>
${site && html`<p><a href="${app.publicUrl}${accountPath}">${signInWords.account}</a></p>`}`,
  });
}

/** Whom the site takes to be signing in, as far as it says so. */
export const hintIn = ({ params: { login_hint: hint } }: Pick<Interaction, 'params'>): string =>
  typeof hint === 'string' ? hint.slice(0, maxEmail) : '';
