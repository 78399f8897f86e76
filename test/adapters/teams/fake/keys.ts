import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import type { Json, TokenOverrides } from './types.ts';
import type { World } from './world.ts';

export interface Trust {
  metadata(): Json;
  jwks(): Json;
  token(overrides?: TokenOverrides): string;
}

interface Key {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  endorsements?: string[];
}

const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

// Making one takes a while; no two fakes of a process need to differ in them, and keys are told apart by their ids.
let made: Record<Exclude<TokenOverrides['key'], 'other' | undefined>, Key> | undefined;

function keys() {
  if (made) return made;
  const shared = newPair();
  const key = (endorsements?: string[]): Key => ({ kid: randomUUID(), ...shared, endorsements });
  made = {
    own: key(['msteams']),
    webchat: key(['webchat']),
    'no-endorsements': key(),
    unlisted: { kid: randomUUID(), ...newPair() },
  };
  return made;
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The keys that the connector signs with, and what it publishes of them. */
export function trust(world: World): Trust {
  const { own, webchat, 'no-endorsements': plain } = keys();
  const listed = [own, webchat, plain];

  function sign(head: Json, body: Json, { privateKey }: Key, algorithm: string): string {
    const words = `${encoded(head)}.${encoded(body)}`;
    if (algorithm === 'none') return `${words}.`;
    if (algorithm === 'HS256') {
      // The known trick: the public key taken for a shared secret.
      const secret = own.publicKey.export({ type: 'spki', format: 'pem' });
      return `${words}.${createHmac('sha256', secret).update(words).digest('base64url')}`;
    }
    return `${words}.${createSign('RSA-SHA256').update(words).sign(privateKey).toString('base64url')}`;
  }

  return {
    metadata: () => ({
      issuer: 'https://api.botframework.com',
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${world.url}/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    }),
    jwks: () => ({
      keys: listed.map(({ kid, publicKey, endorsements }) => ({
        ...publicKey.export({ format: 'jwk' }),
        use: 'sig',
        kid,
        x5t: kid,
        ...(endorsements ? { endorsements } : {}),
      })),
    }),
    token(overrides = {}) {
      const { key = 'own', algorithm = 'RS256', expiresIn = 3_600, notBefore = -300, claims = {} } = overrides;
      const signer = keys()[key === 'other' ? 'unlisted' : key];
      const kid = key === 'other' ? own.kid : signer.kid;
      const now = Math.floor(Date.now() / 1_000);
      const body = {
        serviceurl: overrides.serviceUrl ?? world.serviceUrl,
        nbf: now + notBefore,
        exp: now + expiresIn,
        iss: overrides.issuer ?? 'https://api.botframework.com',
        aud: overrides.audience ?? world.appId,
        ...claims,
      };
      return sign({ alg: algorithm, kid, x5t: kid, typ: 'JWT' }, body, signer, algorithm);
    },
  };
}
