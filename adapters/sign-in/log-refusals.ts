import type { Logger } from 'pino';
import { seldom } from '../../src/lib/seldom.ts';
import type { Context, Provider } from './oidc-library.ts';

/** What a site is told in the course of things, and asks for again in another way. */
const usual = ['login_required', 'interaction_required', 'consent_required', 'access_denied', 'invalid_token'];

const events = ['authorization', 'grant', 'userinfo', 'revocation', 'end_session'].map((what) => `${what}.error`);

/**
 * Tells whoever connects a site why it is refused: the site has only a few words of it, and shows people none. What an unknown
 * client asks for is left out, since anyone can be one.
 */
export function logRefusals(provider: Provider, log: Logger): void {
  const isTime = seldom();
  const tell = (ctx: Context, { error, error_description, error_detail }: Record<string, unknown>) => {
    const { client, params, route } = ctx.oidc;
    if (!client || usual.includes(String(error)) || !isTime(`${client.clientId} ${error}`)) return;
    const asked = error === 'invalid_redirect_uri' && { redirectUri: params?.redirect_uri?.slice(0, 200) };
    const why = { error, description: error_description, detail: error_detail };
    log.info({ client: client.clientId, at: route, ...why, ...asked }, 'The sign-in refused what a site asked for.');
  };
  for (const event of events) provider.on(event, tell);
}
