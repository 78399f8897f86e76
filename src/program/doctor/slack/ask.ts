import type { HttpClient } from '../../../lib/http-client.ts';
import { jsonIn, objectOf, stringOf } from '../../../lib/json.ts';
import { networkWord } from '../network-word.ts';

/** What Slack says to a call: what it names, or its word for why not. */
export type SlackSays =
  | { ok: true; names: Record<string, unknown>; scopes: string[] }
  | { ok: false; error: string; isReached: boolean };

/** Larger than any answer to these calls, in bytes. */
const maxBytes = 100_000;

/**
 * Calls a method of Slack's Web API that changes nothing, with a token.
 *
 * @param options.apiUrl with a slash at its end
 */
export async function askSlack(
  method: 'auth.test' | 'apps.connections.open',
  { http, apiUrl, token, signal }: { http: HttpClient; apiUrl: string; token: string; signal: AbortSignal },
): Promise<SlackSays> {
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
    const {
      status,
      headers: said,
      body,
    } = await http(`${apiUrl}${method}`, {
      ...{ method: 'POST', headers, body: '', signal, maxBytes },
    });
    const names = objectOf(jsonIn(body.toString('utf8')));
    if (names.ok === true) return { ok: true, names, scopes: listIn(said.get('x-oauth-scopes')) };
    const error = stringOf(names.error);
    // What answers otherwise is a proxy, or Slack in trouble.
    return error && /^\w{1,80}$/.test(error)
      ? { ok: false, error, isReached: status !== 429 && status < 500 }
      : { ok: false, error: `it answers ${status}`, isReached: false };
  } catch (error) {
    return { ok: false, error: networkWord(error), isReached: false };
  }
}

const listIn = (header: string | null) => (header ?? '').split(',').flatMap((word) => word.trim() || []);
