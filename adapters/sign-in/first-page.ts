import type { App } from '../../src/service/context.ts';
import { accountClientId } from '../../src/service/sign-in/issuer.ts';
import { atAccount } from './interaction.ts';
import type { Context } from './oidc-library.ts';
import { stateOf } from './request-state.ts';
import { addressOf, hintIn, signInForm } from './sign-in-form.ts';

/**
 * Shows whoever a site sends to sign in the page for it at once, where the library would send the browser to that page: one request
 * less, and all that is on the page is known here. The page's script puts its own address in the place of this one, so that it can be
 * opened again. Any other page that the library leads to is opened there.
 */
export const showingFirstPage =
  (app: App) =>
  async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    const { route, entities, client } = ctx.oidc ?? {};
    const begun = route === 'authorization' ? entities?.Interaction : undefined;
    if (!begun || !client || begun.prompt.name !== 'login') return;
    const { clientId } = client;
    // An error that came later leads elsewhere.
    if (ctx.response.get('location') !== addressOf(app, { interaction: begun, clientId })) return;
    // What can't be read now, the page itself says at its own address: here nothing more makes a page of an error.
    const at = clientId === accountClientId ? await atAccount(app).catch(() => undefined) : stateOf(ctx).site;
    if (!at) return;
    ctx.response.remove('location');
    ctx.status = 200;
    ctx.type = 'html';
    ctx.body = signInForm(app, { interaction: begun, clientId, ...at }, hintIn(begun), { isElsewhere: true });
  };
