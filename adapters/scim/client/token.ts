import { sha256 } from '../../../src/lib/hash.ts';
import type { HttpClient } from '../../../src/lib/http-client.ts';
import { objectOf } from '../../../src/lib/json.ts';
import { type Reach, SiteTrouble } from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import { exchange } from './http.ts';

/** A token is asked for anew so long before it expires, in milliseconds. */
const early = 30_000;
/** What a token's life is where it is not said (RFC 6749 leaves it open), in seconds. */
const usualLife = 300;

/** The tokens that show sites that it is us: given, or by OAuth's client credentials, kept until they expire. */
export function tokens(http: HttpClient, clock: () => number = Date.now) {
  /** By connection; `by` is of what it was asked for with: another secret is another token. */
  const cached = new Map<string, { by: string; token: string; expiresAt: number }>();
  const asking = new Map<string, Promise<string>>();

  async function ask({ connectionId, auth }: Reach, by: string, signal: AbortSignal): Promise<string> {
    if ('bearer' in auth) return auth.bearer;
    const { clientId, clientSecret, tokenUrl } = auth;
    const encoded = [clientId, clientSecret].map((x) => encodeURIComponent(x)).join(':');
    const answer = await exchange(http, tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(encoded).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
      signal,
    }).catch((error) => {
      // Asking for a token changes nobody.
      throw error instanceof SiteTrouble ? new SiteTrouble(error.kind, error.message, { cause: error }) : error;
    });
    const { access_token: token, expires_in: life } = objectOf(answer.json);
    if (answer.status >= 500) throw new SiteTrouble('unreachable', say.broken(answer.status));
    if (answer.status !== 200 || typeof token !== 'string') throw new SiteTrouble('closed', say.noToken(answer.status));
    const seconds = Number(life) > 0 ? Number(life) : usualLife;
    cached.set(connectionId, { by, token, expiresAt: clock() + seconds * 1_000 - early });
    return token;
  }

  return {
    /** The token for a site. Where several ask at once, one is asked for. */
    async of(site: Reach, signal: AbortSignal): Promise<string> {
      if ('bearer' in site.auth) return site.auth.bearer;
      const by = sha256(JSON.stringify(site.auth)).toString('base64');
      const known = cached.get(site.connectionId);
      if (known?.by === by && known.expiresAt > clock()) return known.token;
      const key = `${site.connectionId} ${by}`;
      const asked = asking.get(key) ?? ask(site, by, signal).finally(() => asking.delete(key));
      asking.set(key, asked);
      return asked;
    },
    /** Lets go of a token that the site no longer takes. @returns whether there may be another */
    forget({ connectionId, auth }: Reach, token: string): boolean {
      // Of several who are told so at once, the first has asked for the next already.
      if (cached.get(connectionId)?.token === token) cached.delete(connectionId);
      return !('bearer' in auth);
    },
  };
}
