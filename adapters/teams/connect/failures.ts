import { type FailureKind, kindOfRepeatable, kindOfSilence } from '../../chat/failure.ts';

/**
 * What the connector's statuses mean. Microsoft has bots try again after 412, 429, 502 and 504; whoever stands before Teams
 * may have passed on what it then answers with 502 or 504.
 */
const kinds: Record<number, FailureKind> = {
  403: 'gone',
  404: 'gone',
  // Our own token is no good: the keys of the app were changed, or it takes a moment until they are known everywhere.
  401: 'not-now',
  408: 'unsure',
  412: 'not-now',
  429: 'not-now',
  500: 'unsure',
  501: 'refused',
  502: 'unsure',
  503: 'not-now',
  504: 'unsure',
};

/**
 * What a failed call means.
 *
 * @param how.status the connector's; nothing where it was not reached
 * @param how.codes what the connection said then
 * @param isRepeatable whether done twice it is the same as done once
 */
export function kindOf(how: { status: number } | { codes: unknown[] }, isRepeatable: boolean): FailureKind {
  const kind =
    'codes' in how ? kindOfSilence(how.codes) : (kinds[how.status] ?? (how.status > 504 ? 'unsure' : 'refused'));
  return isRepeatable ? kindOfRepeatable(kind) : kind;
}
