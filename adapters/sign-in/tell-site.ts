import type { HttpClient } from '../../src/lib/http-client.ts';
import type { Notice } from '../../src/service/sign-in/signed-out.ts';

const timeoutMs = 10_000;

/**
 * Tells a site that a session is over.
 *
 * @returns the HTTP status that it answered with; one that sends us elsewhere is an answer too, and is not followed
 * @throws where it can't be reached or does not answer in time
 */
export const tellSite =
  (http: HttpClient) =>
  async ({ url, logoutToken }: Notice): Promise<number> => {
    const { status } = await http(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: logoutToken }).toString(),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return status;
  };
