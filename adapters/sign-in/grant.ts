import type { App } from '../../src/service/context.ts';
import type { Context } from './oidc-library.ts';
import { visitorOf } from './request-state.ts';

/**
 * What the site is granted in this session: all that it asks for, since it is one of the school's own.
 *
 * @returns nothing for someone whom the site is not open to
 */
export async function grantFor(app: App, ctx: Context) {
  const { session, client, account, provider, requestParamOIDCScopes } = ctx.oidc;
  if (!account || !client || (await visitorOf(app, ctx, account.accountId))?.entry !== 'welcome') return undefined;
  const id = session?.grantIdFor(client.clientId);
  const kept = id ? await provider.Grant.find(id) : undefined;
  const grant =
    kept && kept.accountId === account.accountId && !kept.isExpired
      ? kept
      : new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  const granted = new Set(grant.getOIDCScope().split(' '));
  const asked = [...requestParamOIDCScopes];
  if (grant !== kept || asked.some((scope) => !granted.has(scope))) {
    grant.addOIDCScope(asked.join(' '));
    await grant.save();
  }
  return grant;
}
