import { objectOf, stringOf } from '../../src/lib/json.ts';
import type { Claims } from './sessions.ts';

/** What a sign-in under way has to remember. */
export interface Flow {
  state: string;
  nonce: string;
  verifier: string;
}

/** Staffroom can't be reached, or says nothing that makes sense. */
export class Away extends Error {}

/** The sign-in did not come to an end: refused, given up, or not one that was begun here. */
export class NotSignedIn extends Error {}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** How old a message about a sign-out may be, in seconds. */
const oldest = 300;

/** A site's side of OpenID Connect: the certified client, and the end of sessions that Staffroom tells of. */
export function relyingParty(
  client: Record<'issuer' | 'clientId' | 'clientSecret' | 'redirectUri' | 'postLogoutUri', string>,
) {
  const { issuer, clientId, clientSecret, redirectUri, postLogoutUri } = client;
  let found: ReturnType<typeof find> | undefined;
  const seen = new Map<string, number>();

  async function find() {
    // Nobody at the start of the playground waits for what only a sign-in needs.
    const [openid, jose] = await Promise.all([import('openid-client'), import('jose')]);
    const execute = [openid.enableNonRepudiationChecks];
    // The whole playground is on this machine: nothing goes over a wire.
    if (issuer.startsWith('http://')) execute.push(openid.allowInsecureRequests);
    const auth = openid.ClientSecretBasic(clientSecret);
    const config = await openid.discovery(new URL(issuer), clientId, undefined, auth, { execute, timeout: 10 });
    const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ''));
    return { openid, jose, config, keys };
  }
  const provider = () => {
    found ??= find().catch((cause) => {
      found = undefined;
      throw new Away('Staffroom can’t be reached', { cause });
    });
    return found;
  };

  return {
    async begin(): Promise<{ url: string; flow: Flow }> {
      const { openid, config } = await provider();
      const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid profile email school',
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow: { state, nonce, verifier } };
    },

    /** @param query what Staffroom sent back */
    async finish(query: string, flow: Flow): Promise<{ claims: Claims; sid: string | undefined; idToken: string }> {
      const { openid, config } = await provider();
      try {
        const tokens = await openid.authorizationCodeGrant(config, new URL(`${redirectUri}${query}`), {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        });
        const claims: Record<string, unknown> = tokens.claims() ?? {};
        return { claims: claimsOf(claims), sid: text(claims.sid) || undefined, idToken: tokens.id_token ?? '' };
      } catch (cause) {
        throw new NotSignedIn('the sign-in did not come to an end', { cause });
      }
    },

    /** Where one signs out of Staffroom itself. */
    async signOutUrl(idToken: string): Promise<string> {
      const { openid, config } = await provider();
      const about = { id_token_hint: idToken, post_logout_redirect_uri: postLogoutUri };
      return openid.buildEndSessionUrl(config, about).href;
    },

    /**
     * Reads a message that a session is over (OpenID Connect Back-Channel Logout, 2.6).
     *
     * @returns nothing for one that is not Staffroom's, not for this site, too old, or was read before
     */
    async ended(token: string): Promise<{ sid?: string | undefined; sub?: string | undefined } | undefined> {
      const { jose, config, keys } = await provider();
      const verified = await jose
        .jwtVerify(token, keys, {
          issuer: config.serverMetadata().issuer,
          audience: clientId,
          maxTokenAge: oldest,
          clockTolerance: 5,
          requiredClaims: ['jti', 'events'],
        })
        .catch(() => undefined);
      if (!verified) return undefined;
      const { jti = '', sid, sub, nonce, events } = verified.payload;
      const isOne = Object.hasOwn(objectOf(events), logoutEvent);
      if (!isOne || nonce !== undefined || seen.has(jti)) return undefined;
      const now = Date.now();
      for (const [id, until] of seen) if (until < now) seen.delete(id);
      seen.set(jti, now + 2 * oldest * 1_000);
      const which = { sid: text(sid) || undefined, sub };
      return which.sid || which.sub ? which : undefined;
    },
  };
}

const text = (value: unknown) => stringOf(value) ?? '';

const claimsOf = (claims: Record<string, unknown>): Claims => ({
  sub: text(claims.sub),
  name: text(claims.name),
  firstName: text(claims.given_name),
  email: text(claims.email),
  centreNumber: text(claims.centre_number),
  role: text(claims.role_on_site),
  programmes: Array.isArray(claims.programmes) ? claims.programmes.map(text).filter(Boolean) : [],
});
