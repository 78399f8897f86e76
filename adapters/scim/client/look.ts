import type { HttpClient } from '../../../src/lib/http-client.ts';
import { type Reach, SiteTrouble } from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import { asker } from './ask.ts';
import { listed } from './list.ts';
import { isTaken, troubleOf } from './trouble.ts';

/**
 * Whether a site's SCIM service lets us in and answers as one: it is asked for one account, of which nothing is kept.
 *
 * @param clock in milliseconds
 * @throws SiteTrouble
 */
export async function lookAtSite(
  http: HttpClient,
  site: Reach,
  signal: AbortSignal,
  clock: () => number = Date.now,
): Promise<void> {
  // What is seen of it is written down by whoever changes someone there.
  const quiet: Reach = { ...site, learn: async () => {} };
  const answer = await asker(http, clock)(quiet, { method: 'GET', path: '/Users?count=1' }, signal);
  if (!isTaken(answer)) throw troubleOf(answer, 'GET', answer.status === 404, clock);
  if (!listed(answer)) throw new SiteTrouble('closed', say.notScim);
}
