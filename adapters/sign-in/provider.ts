import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { base64url, keysFor } from '../../src/service/keys/derived.ts';
import { acrOf, claimsOf, claimsOfScope } from '../../src/service/sign-in/claims.ts';
import { issuerOf, signInPageOf } from '../../src/service/sign-in/issuer.ts';
import { type SigningKey, signingAlg } from '../../src/service/sign-in/keys.ts';
import { lifetimes } from '../../src/service/sign-in/lifetimes.ts';
import { hostCookie } from '../pages/host-cookie.ts';
import { emptyWithoutType, mayRead } from './cross-origin.ts';
import { showError, showMissing } from './error-pages.ts';
import { showingFirstPage } from './first-page.ts';
import { takingWhoGoesBack } from './go-back-here.ts';
import { goingOnFromForms, lettingAnswersLeave } from './go-on.ts';
import { grantFor } from './grant.ts';
import { logRefusals } from './log-refusals.ts';
import { adapters, usingUpCodes } from './oidc-adapter.ts';
import {
  basePolicy,
  Check,
  type Client,
  type Context,
  type Interaction,
  Prompt,
  Provider,
  type Session,
} from './oidc-library.ts';
import { takingForms } from './posted.ts';
import { understandingPrompts } from './prompts.ts';
import { cookieNames, keepApartByName } from './provider-cookies.ts';
import { visitorOf } from './request-state.ts';
import { askSignOut, saySignedOut } from './sign-out.ts';

/** The OpenID provider, without the pages. It keeps nothing itself: any of several copies can serve any request. */
export function createProvider(app: App, log: Logger, keys: SigningKey[]): Provider {
  const cookie = { ...hostCookie(app.publicUrl, 'session').options, signed: true };
  const provider = new Provider(issuerOf(app), {
    adapter: adapters(app),
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: [signingAlg], userinfoSigningAlgValues: [signingAlg] },
    scopes: ['openid', 'offline_access'],
    claims: claimsOfScope,
    // A site reads who it is from the ID token, without a second question.
    conformIdTokenClaims: false,
    acrValues: [acrOf(false), acrOf(true)],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: signingAlg,
      require_auth_time: true,
      application_type: 'web',
    },
    pkce: { required: (_ctx: Context, client: Client) => client.without_pkce !== true },
    extraClientMetadata: { properties: ['without_pkce'] },
    allowOmittingSingleRegisteredRedirectUri: false,
    rotateRefreshToken: () => true,
    clientBasedCORS: (_ctx: Context, origin: string, client: Client) => mayRead(origin, client),
    clockTolerance: 5,
    formats: { bitsOfOpaqueRandomness: 256 },
    cookies: {
      names: cookieNames(app.publicUrl),
      long: cookie,
      short: cookie,
      keys: keysFor(app, 'cookie').map(base64url),
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      AuthorizationCode: lifetimes.code,
      Grant: lifetimes.grant,
      IdToken: lifetimes.idToken,
      Interaction: lifetimes.interaction,
      RefreshToken: refreshTokenLife,
      Session: (_ctx: Context, { loginTs }: Session) => sessionLife(app, loginTs),
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: ownTokensOnly },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx: Context, form: string) => askSignOut(app, ctx, form),
        postLogoutSuccessSource: (ctx: Context) => saySignedOut(app, ctx),
      },
    },
    // The library would tell a site of a sign-out once, and forget about it where the site is down. Ours are told by the
    // queue (end of a session, src/service/sign-in); nothing else has the library ask anyone anything.
    fetch: async () => new Response(null, { status: 204 }),
    interactions: {
      policy: entryPolicy(app),
      url: (_ctx: Context, { uid, params }: Interaction) => signInPageOf(app, uid, params.client_id),
    },
    findAccount: async (ctx: Context, userId: string, token?: object) => {
      const visitor = await visitorOf(app, ctx, userId);
      // A page says to a person why they don't get in; with a token in its hand, a site is told nothing of them at all.
      if (!visitor || (token && visitor.entry !== 'welcome')) return undefined;
      return { accountId: userId, claims: () => claimsOf(visitor) };
    },
    loadExistingGrant: (ctx: Context) => grantFor(app, ctx),
    renderError: (ctx: Context, out: { error: string; error_description?: string }, error: unknown) =>
      showError(app, ctx, out, error),
  });
  const createContext = provider.createContext.bind(provider);
  provider.createContext = (req, res) => {
    const ctx = createContext(req, res);
    keepApartByName(ctx.cookies, req, app.publicUrl);
    return ctx;
  };
  // The address is what PUBLIC_URL says; public-address.ts writes it into every request.
  provider.proxy = true;
  provider.use(usingUpCodes(app));
  provider.use(goingOnFromForms);
  provider.use(showingFirstPage(app));
  provider.use(lettingAnswersLeave(provider.issuer));
  provider.use(emptyWithoutType);
  provider.use(takingWhoGoesBack);
  provider.use(takingForms(provider, app.publicUrl));
  provider.use(understandingPrompts);
  provider.use(showMissing);
  // The cookies of what goes on (a known browser) stay.
  provider.on('end_session.success', (ctx: Context) => ctx.set('clear-site-data', '"cache", "storage"'));
  provider.on('server_error', (_ctx: Context, error: unknown) => log.error({ err: error }, 'The sign-in broke.'));
  provider.on('error', (error: unknown) => log.warn({ err: error }, 'An answer of the sign-in broke off.'));
  logRefusals(provider, log);
  return provider;
}

/** After the question who someone is: whether this site is open to them. The sites are the school's own: nobody is asked for consent. */
function entryPolicy(app: App) {
  const policy = basePolicy();
  const isShut = async (ctx: Context) => (await visitorOf(app, ctx, ctx.oidc.session?.accountId))?.entry !== 'welcome';
  const check = new Check('no_access', 'this person may not use this site', 'access_denied', isShut);
  // Who must have a second factor by now, and signed in before that by the password alone.
  const lacks = async (ctx: Context) => {
    const { accountId, amr } = ctx.oidc.session ?? {};
    return !amr?.includes('mfa') && (await visitorOf(app, ctx, accountId))?.needsSecondFactor === true;
  };
  policy.get('login')?.checks.add(new Check('second_factor', 'a second factor is needed', 'login_required', lacks));
  policy.add(new Prompt({ name: 'access', requestable: false }, check), 1);
  return policy;
}

/** In seconds. @param loginTs when they signed in, in seconds; nothing for a browser where nobody has */
function sessionLife({ clock }: App, loginTs: number | undefined): number {
  if (loginTs === undefined) return lifetimes.session;
  const age = Math.floor(clock().getTime() / 1_000) - loginTs;
  return Math.max(1, Math.min(lifetimes.session, lifetimes.sessionAtMost - age));
}

/** A site without a secret can't show that a token is its own: such a chain of tokens ends when its first would. */
function refreshTokenLife(ctx: Context | undefined, _token: unknown, client: Client): number {
  const before = ctx?.oidc.entities.RotatedRefreshToken;
  return before && client.clientAuthMethod === 'none' ? before.remainingTTL : lifetimes.refreshToken;
}

const ownTokensOnly = (_ctx: Context, client: Client, token: { clientId: string }) =>
  token.clientId === client.clientId;
