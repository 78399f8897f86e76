import type { App } from '../../src/service/context.ts';
import { isDatabaseAway } from '../../src/service/database-errors.ts';
import { type SiteOfCentre, siteOfClient } from '../../src/service/sign-in/page-names.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { layout } from '../pages/layout.ts';
import { backToSite } from './back-to-site.ts';
import { type Context, errors } from './oidc-library.ts';

/** The page for an address where the library has nothing. */
export async function showMissing(ctx: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.status !== 404 || ctx.body) return;
  const { title, lead } = pageWords.missing;
  ctx.type = 'html';
  ctx.body = layout({ title, centre: null, body: html`<p>${lead}</p>` });
  ctx.status = 404;
}

/** The page for what the library refuses, where it has no site to send the person back to. */
export async function showError(
  app: App,
  ctx: Context,
  { error, error_description }: { error: string; error_description?: string },
  cause: unknown,
): Promise<void> {
  const isAway = isDatabaseAway(cause);
  if (isAway) ctx.status = 503;
  const found = isAway ? undefined : await siteOfClient(app, ctx.oidc.params?.client_id);
  const { title, body } = isAway
    ? { title: pageWords.away.title, body: html`<p>${pageWords.away.lead}</p>` }
    : describe(ctx, error, error_description, cause, found);
  ctx.type = 'html';
  ctx.body = layout({ title, centre: found?.centre ?? null, body });
}

function describe(
  ctx: Context,
  error: string,
  description: string | undefined,
  cause: unknown,
  found: SiteOfCentre | undefined,
) {
  if (cause instanceof errors.SessionNotFound) {
    const say = ctx.oidc.session?.iat === undefined ? signInWords.tooOld : signInWords.ended;
    return { title: say.title, body: html`<p>${say.lead}</p>${backToSite(found)}` };
  }
  if (error === 'server_error') {
    return { title: pageWords.broken.title, body: html`<p>${pageWords.broken.lead}</p>` };
  }
  const { title, lead } = signInWords.wrongRequest;
  return {
    title,
    body: html`<p>${lead}</p>
<dl><dt>${error}</dt><dd>${description}</dd></dl>
${ctx.oidc.route === 'end_session' && html`<p><a class="button" href="${ctx.oidc.issuer}/session/end">${signInWords.signOut.all}</a></p>`}`,
  };
}
