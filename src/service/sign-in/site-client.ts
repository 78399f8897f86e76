import type { App } from '../context.ts';
import { findByClient, type SealedConnection, secretOf } from '../sites/connection.ts';
import { accountClientId, accountPath } from './issuer.ts';

/** A site as a client of the sign-in, in OpenID's own words (Dynamic Client Registration, section 2). */
export interface SiteClient {
  client_id: string;
  client_secret?: string;
  token_endpoint_auth_method: 'client_secret_basic' | 'none';
  /** An app on someone's own machine. */
  application_type?: 'native';
  /** Ours: whether it may ask for a code without PKCE. */
  without_pkce?: boolean;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  backchannel_logout_uri?: string;
  backchannel_logout_session_required?: boolean;
}

/** Our own page of someone's account, which signs people in as a site does, and keeps no token. */
const accountClient = ({ publicUrl }: App): SiteClient => ({
  client_id: accountClientId,
  token_endpoint_auth_method: 'none',
  redirect_uris: [publicUrl + accountPath],
  post_logout_redirect_uris: [],
});

/** @returns nothing for one that is not known, or has no address to send people back to */
export async function findSiteClient(app: App, clientId: string): Promise<SiteClient | undefined> {
  return clientFrom(app, clientId, isSite(clientId) ? await findByClient(app.db, clientId) : undefined);
}

/** Whether it may be one that is connected. A NUL is no character to PostgreSQL. */
export const isSite = (clientId: string): boolean => clientId !== accountClientId && !clientId.includes('\0');

/** The same, of what is kept of it. */
export function clientFrom(app: App, clientId: string, row: SealedConnection | undefined): SiteClient | undefined {
  if (clientId === accountClientId) return accountClient(app);
  if (!row || row.redirectUris.length === 0) return undefined;
  const secret = secretOf(app, row);
  return {
    client_id: row.clientId,
    ...(secret && { client_secret: secret }),
    token_endpoint_auth_method: secret ? 'client_secret_basic' : 'none',
    ...(secret && row.withoutPkce && { without_pkce: true }),
    ...(!secret && row.redirectUris.every(isAnyPort) && { application_type: 'native' }),
    redirect_uris: eitherWay(row.redirectUris),
    post_logout_redirect_uris: eitherWay(row.postLogoutUris),
    ...(row.logoutUrl && { backchannel_logout_uri: row.logoutUrl, backchannel_logout_session_required: true }),
  };
}

/** The same address with the slash after its host and without: browsers make no difference, and hand over now one, now the other. */
const eitherWay = (addresses: string[]): string[] =>
  addresses.flatMap((a) => (/^https?:\/\/[^/?#]+\/?$/i.test(a) ? [a.replace(/\/$/, ''), a.replace(/\/?$/, '/')] : [a]));

/** RFC 8252, 7.3: an app listens at whichever port of its machine is free, and so is connected without one. */
const isAnyPort = (address: string): boolean => /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(\/|$)/i.test(address);
