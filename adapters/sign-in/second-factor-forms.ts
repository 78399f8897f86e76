import type { App } from '../../src/service/context.ts';
import { signInPageOf } from '../../src/service/sign-in/issuer.ts';
import { html } from '../../src/ui/html.ts';
import { secondFactorWords as words } from '../../src/ui/sentences/second-factor.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { field } from '../pages/field.ts';
import { contact, type FieldError, layout } from '../pages/layout.ts';
import { appSecret, codeField, recoveryList } from '../pages/second-factor-parts.ts';
import type { UnderWay } from './interaction.ts';

const action = (app: App, { interaction, clientId }: UnderWay, step: string) =>
  signInPageOf(app, `${interaction.uid}/${step}`, clientId);

/** Asks for a code of the app; below it, folded, for one of those on paper. */
export function codeForm(app: App, found: UnderWay, errors: FieldError[] = []): string {
  const { centre } = found;
  const isRecovery = errors.some((e) => e.field === 'recovery');
  return layout({
    title: words.ask.title,
    centre,
    errors,
    script: 'once',
    body: html`
<p class="lead">${words.ask.lead}</p>
<form method="post" action="${action(app, found, 'code')}" novalidate>
${codeField(errors)}
<button class="button" type="submit">${words.go}</button>
</form>
<details class="after"${isRecovery && html` open`}>
<summary>${words.ask.lost}</summary>
<form method="post" action="${action(app, found, 'recovery')}" novalidate>
${field(
  {
    id: 'recovery',
    label: words.ask.recovery,
    hint: words.ask.recoveryHint,
    type: 'text',
    autocomplete: 'off',
    maxlength: 40,
  },
  errors,
)}
<button class="button quiet" type="submit">${words.ask.useRecovery}</button>
</form>
<p>${words.ask.none} ${centre && contact(centre.supportContact)}</p>
</details>`,
  });
}

/** Has someone set up a second factor who must have one. @param whose what their app calls the account */
export function setUpForm(
  app: App,
  found: UnderWay,
  { secret, email }: { secret: string; email: string },
  errors: FieldError[] = [],
): string {
  return layout({
    title: words.setUp.title,
    centre: found.centre,
    errors,
    script: 'once',
    body: html`
<p class="lead">${words.setUp.must}</p>
${appSecret(secret, found.centre?.name ?? signInWords.product, email)}
<form method="post" action="${action(app, found, 'set-up')}" novalidate>
${codeField(errors)}
<button class="button" type="submit">${words.setUp.save}</button>
</form>`,
  });
}

/** Shows the codes on paper, before the sign-in goes on. */
export function recoveryPage(app: App, found: UnderWay, codes: string[]): string {
  return layout({
    title: words.recovery.title,
    centre: found.centre,
    script: 'once',
    body: html`${recoveryList(codes)}
<form method="post" action="${action(app, found, 'kept')}"><button class="button" type="submit">${words.recovery.kept}</button></form>`,
  });
}
