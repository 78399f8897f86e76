import * as client from 'openid-client';
import type { App } from '../../../src/service/context.ts';
import { issuerOf } from '../../../src/service/sign-in/issuer.ts';
import { waitMs } from '../../kit/until.ts';
import type { ConnectedSite } from './world.ts';

/** A site, which signs people in with openid-client. */
export interface TestSite {
  config: client.Configuration;
  /** Where it sends someone, and what it remembers until they come back. */
  begin(params?: Record<string, string>): Promise<{ url: string; finish(back: string): Promise<Tokens> }>;
}

export type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

const scope = 'openid profile email school';

/** @param how it shows that it is itself; its own way unless told */
export async function testSite(
  app: App,
  { clientId, secret, redirectUris }: ConnectedSite,
  how?: client.ClientAuth,
): Promise<TestSite> {
  const auth = how ?? (secret ? client.ClientSecretBasic(secret) : client.None());
  const config = await client.discovery(new URL(issuerOf(app)), clientId, {}, auth, {
    execute: [client.allowInsecureRequests],
    timeout: waitMs / 1_000,
  });
  return {
    config,
    async begin(params = {}) {
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const expectedState = client.randomState();
      const expectedNonce = client.randomNonce();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUris[0] ?? '',
        scope,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
        ...params,
      });
      return {
        url: url.href,
        finish: (back) =>
          client.authorizationCodeGrant(config, new URL(back), { pkceCodeVerifier, expectedState, expectedNonce }),
      };
    },
  };
}

export { client, scope };
