import { isDeepStrictEqual } from 'node:util';
import { isLoopback } from '../../lib/net.ts';
import type { App, Db } from '../context.ts';
import { Refusal, refuseIfAny } from '../errors.ts';
import { wrongAddress, wrongAddresses } from './addresses.ts';
import type { Connection, ScimAuth } from './connection.ts';

/** What is said of a site, in a form or a file. What is not given stays as it is; an empty text empties. */
export interface SiteDetails {
  homeUrl?: string | undefined;
  redirectUris?: string[] | undefined;
  postLogoutUris?: string[] | undefined;
  logoutUrl?: string | undefined;
  /** It runs in the browser alone, where no secret can be kept. */
  withoutSecret?: boolean | undefined;
  /** It asks for sign-ins without PKCE, and has nothing but its secret to show that a code is its own. */
  withoutPkce?: boolean | undefined;
  scimUrl?: string | undefined;
  scimToken?: string | undefined;
  scimTokenUrl?: string | undefined;
  scimClientId?: string | undefined;
  scimClientSecret?: string | undefined;
}

/** What there is to say of a connection, its secret opened. */
type SavedConnection = Pick<Connection, 'homeUrl' | 'redirectUris' | 'postLogoutUris' | 'logoutUrl' | 'scimUrl'> & {
  scimAuth: ScimAuth | null;
};

/** Longest token or secret, in characters: some are signed and say much. */
const maxSecret = 4_000;

const nothing: SavedConnection = {
  homeUrl: null,
  redirectUris: [],
  postLogoutUris: [],
  logoutUrl: null,
  scimUrl: null,
  scimAuth: null,
};

/**
 * What a connection becomes by what was said of it.
 *
 * @param home whether this program works for its own machine alone, and may be sent there
 * @throws Refusal or Refused beside the fields
 */
export function settle(
  app: App<Db>,
  was: SavedConnection | null,
  given: SiteDetails,
  home = isLoopback(app.publicUrl),
): SavedConnection {
  const before = was ?? nothing;
  const one = (text: string | undefined, now: string | null) => (text === undefined ? now : text.trim() || null);
  const next = {
    homeUrl: one(given.homeUrl, before.homeUrl),
    redirectUris: tidied(given.redirectUris) ?? before.redirectUris,
    postLogoutUris: tidied(given.postLogoutUris) ?? before.postLogoutUris,
    logoutUrl: one(given.logoutUrl, before.logoutUrl),
    scimUrl: one(given.scimUrl, before.scimUrl),
  };
  // What is there already may be a file's, which may say more.
  const isNew = (key: keyof typeof next) => next[key] !== null && !isDeepStrictEqual(next[key], before[key]);
  const { auth: scimAuth, wrong } = authOf(before, next.scimUrl, given, home);
  refuseIfAny(
    [
      isNew('homeUrl') && wrongAddress(next.homeUrl ?? '', 'browser', home, 'homeUrl'),
      isNew('redirectUris') && wrongAddresses(next.redirectUris, 'redirectUris'),
      isNew('postLogoutUris') && wrongAddresses(next.postLogoutUris, 'postLogoutUris'),
      isNew('logoutUrl') && wrongAddress(next.logoutUrl ?? '', 'us', home, 'logoutUrl'),
      isNew('scimUrl') && wrongAddress(next.scimUrl ?? '', 'us', home, 'scimUrl'),
      next.redirectUris.length === 0 && !next.scimUrl && new Refusal('connection-empty', {}, 'redirectUris'),
      ...wrong,
    ].filter((r) => r instanceof Refusal),
  );
  return { ...next, scimAuth };
}

const tidied = (addresses: string[] | undefined) =>
  addresses && [...new Set(addresses.map((a) => a.trim()).filter(Boolean))];

type Auth = { auth: ScimAuth | null; wrong: Refusal[] };

/** By what we show the site's SCIM service that it is us. */
function authOf(before: SavedConnection, scimUrl: string | null, given: SiteDetails, home: boolean): Auth {
  const token = given.scimToken?.trim() || undefined;
  const client = clientOf(before.scimAuth, given);
  const saysClient = [given.scimTokenUrl, given.scimClientId, given.scimClientSecret].some((v) => v?.trim());
  const refused = (code: 'scim-auth-both' | 'scim-address-missing', field: string): Auth => ({
    auth: null,
    wrong: [new Refusal(code, {}, field)],
  });
  if (!scimUrl) return token || saysClient ? refused('scim-address-missing', 'scimUrl') : { auth: null, wrong: [] };
  if (token && saysClient) return refused('scim-auth-both', 'scimToken');
  if (token) {
    const wrong =
      (token.length > maxSecret && new Refusal('value-too-long', { max: maxSecret }, 'scimToken')) ||
      (!/^[\x21-\x7e]+$/.test(token) && new Refusal('scim-token-malformed', {}, 'scimToken'));
    return { auth: { bearer: token }, wrong: wrong ? [wrong] : [] };
  }
  if (client) return checkedClient(before, scimUrl, client, home);
  const kept = before.scimAuth && 'bearer' in before.scimAuth ? before.scimAuth : null;
  if (!kept) return { auth: null, wrong: [new Refusal('scim-auth-missing', {}, 'scimToken')] };
  // Else whoever may change the address could have the token sent to a place of their own.
  const moved = isElsewhere(before.scimUrl, scimUrl);
  return { auth: kept, wrong: moved ? [new Refusal('scim-auth-elsewhere', {}, 'scimToken')] : [] };
}

interface Client {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** Whether the secret is the one that was kept. */
  kept: boolean;
}

/** The client that is meant, with what is kept of it; nothing where none is. */
function clientOf(was: ScimAuth | null, given: SiteDetails): Client | undefined {
  const old = was && 'tokenUrl' in was ? was : { tokenUrl: '', clientId: '', clientSecret: '' };
  const secret = given.scimClientSecret?.trim();
  const client = {
    tokenUrl: given.scimTokenUrl?.trim() ?? old.tokenUrl,
    clientId: given.scimClientId?.trim() ?? old.clientId,
    clientSecret: secret || old.clientSecret,
    kept: !secret,
  };
  return client.tokenUrl || client.clientId || secret ? client : undefined;
}

function checkedClient(before: SavedConnection, scimUrl: string, { kept, ...client }: Client, home: boolean): Auth {
  const { tokenUrl, clientId, clientSecret } = client;
  const was = before.scimAuth && 'tokenUrl' in before.scimAuth ? before.scimAuth : null;
  const moved = kept && was && (isElsewhere(was.tokenUrl, tokenUrl) || isElsewhere(before.scimUrl, scimUrl));
  const missing = (value: string, field: string) => !value && new Refusal('value-missing', {}, field);
  const long = (value: string, field: string) =>
    value.length > maxSecret && new Refusal('value-too-long', { max: maxSecret }, field);
  const wrong = [
    missing(tokenUrl, 'scimTokenUrl') ||
      (tokenUrl !== was?.tokenUrl && wrongAddress(tokenUrl, 'us', home, 'scimTokenUrl')),
    missing(clientId, 'scimClientId') || long(clientId, 'scimClientId'),
    missing(clientSecret, 'scimClientSecret') || long(clientSecret, 'scimClientSecret'),
    clientSecret && moved && new Refusal('scim-auth-elsewhere', {}, 'scimClientSecret'),
  ];
  return { auth: client, wrong: wrong.filter((r) => r instanceof Refusal) };
}

/** Whether an address leads to another server than it did. */
function isElsewhere(before: string | null, now: string): boolean {
  const origin = (address: string | null) => (address && URL.canParse(address) ? new URL(address).origin : undefined);
  return origin(before) !== origin(now);
}
