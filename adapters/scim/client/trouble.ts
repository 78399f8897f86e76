import { oneLine } from '../../../src/lib/text.ts';
import { SiteTrouble } from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import type { Answer, Request } from './http.ts';

/** The longest that a site may ask to be left alone, in milliseconds. */
const maxWaitMs = 3_600_000;

export const isTaken = ({ status }: Answer) => status >= 200 && status < 300;

/** What some say in place of SCIM's own word that something is used already. */
const saysTaken = /\b(?:already (?:exists|in use|used|taken|registered)|duplicate|must be unique|not unique)\b/i;

/**
 * What went wrong by what a site answered.
 *
 * @param isPlace it is the place of all users that is not there, not one user
 * @param clock in milliseconds
 */
export function troubleOf(
  answer: Answer,
  method: Request['method'],
  isPlace: boolean,
  clock: () => number,
): SiteTrouble {
  const { status } = answer;
  const { detail: given, scimType } = (answer.json ?? {}) as { detail?: unknown; scimType?: unknown };
  const detail = typeof given === 'string' ? oneLine(given) : undefined;
  const retryAfterMs = waitOf(answer, clock);
  // A server in between may say that it had no answer, while the site is still at it.
  if (status >= 500) {
    const mayBeDone = method !== 'GET' && status !== 501;
    return new SiteTrouble('unreachable', say.broken(status, detail), { mayBeDone, retryAfterMs });
  }
  if (status === 429) return new SiteTrouble('busy', say.busy, { retryAfterMs });
  if (status === 401 || status === 403) return new SiteTrouble('closed', say.notLetIn(status, detail));
  if (isPlace) return new SiteTrouble('closed', say.noService(status));
  if (status === 404 || status === 410) return new SiteTrouble('gone', say.gone);
  if (status === 412 || status === 428) return new SiteTrouble('changed', say.changed);
  if (status === 409 || scimType === 'uniqueness' || saysTaken.test(detail ?? '')) {
    return new SiteTrouble('taken', say.taken);
  }
  if (status < 300) return new SiteTrouble('closed', say.notScim);
  return new SiteTrouble('refused', say.refused(status, detail));
}

/** `Retry-After`: seconds, or a date. */
function waitOf({ headers }: Answer, clock: () => number): number | undefined {
  const said = headers.get('retry-after')?.trim();
  if (!said) return undefined;
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - clock();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), maxWaitMs);
}
