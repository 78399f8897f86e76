import type { App } from '../../src/service/context.ts';
import { siteOfClient, whoIsSignedIn } from '../../src/service/sign-in/page-names.ts';
import { html } from '../../src/ui/html.ts';
import { siteNames } from '../../src/ui/sentences/names.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { doneMark, layout } from '../pages/layout.ts';
import type { Context } from './oidc-library.ts';

const words = signInWords.signOut;

/**
 * The page that asks once before someone is signed out.
 *
 * @param form the library's own, with its secret; what is pressed is what is sent with it
 */
export async function askSignOut(app: App, ctx: Context, form: string): Promise<void> {
  const [found, who] = await Promise.all([
    siteOfClient(app, ctx.oidc.client?.clientId),
    whoIsSignedIn(app, ctx.oidc.session?.accountId),
  ]);
  const one = found && words.one(siteNames[found.site]);
  const formId = /id="([^"]+)"/.exec(form)?.[1] ?? '';
  ctx.type = 'html';
  ctx.body = layout({
    title: words.title,
    centre: who?.centre ?? found?.centre ?? null,
    body: html`<p class="lead">${words.lead(who?.name ?? undefined)}</p>
${{ html: form }}
<div class="choices">
<button class="button" type="submit" form="${formId}" name="logout" value="yes">${words.all}</button>
${one && html`<button class="button quiet" type="submit" form="${formId}">${one}</button>`}
</div>`,
  });
}

/** Where someone ends up whom no site has asked to be sent back. */
export async function saySignedOut(app: App, ctx: Context): Promise<void> {
  const found = await siteOfClient(app, ctx.oidc.client?.clientId);
  const done = found ? words.doneOne(siteNames[found.site]) : words.done;
  const body = html`<p>${done}</p><p class="lead">${words.doneClose}</p>`;
  ctx.type = 'html';
  ctx.body = layout({ title: words.doneTitle, centre: found?.centre ?? null, mark: doneMark, body });
}
