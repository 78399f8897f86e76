import type { Notice } from '../../src/service/sign-in/signed-out.ts';

const timeoutMs = 10_000;

/**
 * Tells a site that a session is over.
 *
 * @returns the HTTP status that it answered with
 * @throws where it can't be reached or does not answer in time
 */
export async function tellSite({ url, logoutToken }: Notice): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    // An answer that sends us elsewhere is none: the token is for this site alone.
    redirect: 'manual',
    body: new URLSearchParams({ logout_token: logoutToken }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  return response.status;
}
