import { html } from '../../src/ui/html.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { layout } from '../pages/layout.ts';
import type { Context } from './oidc-library.ts';

/**
 * No form of ours is answered by a redirect to a site. Browsers hold the policy of a form's page (`form-action`) against each
 * address that the answer leads through, and from where people come back a site may lead on to any other. So a page goes on
 * by itself; what comes after it is no longer the form's.
 */
function goOnPage(address: string): string {
  const { title, lead, go } = signInWords.goOn;
  const body = html`<p>${lead}</p><p><a class="button" href="${address}">${go}</a></p>`;
  return layout({ title, centre: null, body, goesOnTo: address });
}

/** So it is with what the library answers to a form. */
export async function goingOnFromForms(ctx: Context, next: () => Promise<void>): Promise<void> {
  const isForm = ctx.method === 'POST';
  await next();
  const address = ctx.response.get('location');
  if (!isForm || !address) return;
  ctx.response.remove('location');
  ctx.status = 200;
  ctx.type = 'html';
  ctx.body = goOnPage(address);
}

/**
 * Lets the library's form go where a site wants to be answered by one: the site leads on as it likes there too. The page has
 * nothing else in it.
 *
 * @param issuer where all other forms of the library's go
 */
export const lettingAnswersLeave =
  (issuer: string) =>
  async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    if (!ctx.response.is('html') || typeof ctx.body !== 'string') return;
    const [, action] = /<form method="post" action="([^"]*)"/.exec(ctx.body) ?? [];
    if (!action || action.startsWith(`${issuer}/`)) return;
    ctx.set(policyHeader, ctx.response.get(policyHeader).replace(/form-action [^;]*;?/, ''));
  };

const policyHeader = 'Content-Security-Policy';
