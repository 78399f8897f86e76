import { type FailureKind, kindOfRepeatable, kindOfSilence } from '../../chat/failure.ts';

/**
 * What the connector's statuses mean. Microsoft has bots try again after 412, 429, 502 and 504; whoever stands before Teams
 * may have passed on what it then answers with 502 or 504.
 */
const kinds: Record<number, FailureKind> = {
  403: 'gone',
  404: 'gone',
  // Our own token is no good: the keys of the app were changed, or it is no bot of Teams any more.
  401: 'shut-out',
  408: 'unsure',
  412: 'not-now',
  429: 'not-now',
  500: 'unsure',
  501: 'refused',
  502: 'unsure',
  503: 'not-now',
  504: 'unsure',
};

/** Words of the connector that tell more than its status. */
const kindsByWord: Record<string, FailureKind> = { BotDisabledByAdmin: 'shut-out', BotNotRegistered: 'shut-out' };

/** Words by which Microsoft says that it gives us no token, and will not: the id, the password or the tenant is wrong. */
const wrongKeys = new Set(['invalid_client', 'unauthorized_client', 'invalid_request', 'invalid_grant']);

/** What it means that Microsoft gave us no token to call with. */
export const kindOfNoToken = (word: string): FailureKind => (wrongKeys.has(word) ? 'shut-out' : 'not-now');

/**
 * What a failed call means.
 *
 * @param how.status the connector's; nothing where it was not reached
 * @param how.word its own word, where it says one
 * @param how.codes what the connection said then
 * @param isUnseen whether it shows nobody anything, and changes nothing by being made twice
 */
export function kindOf(how: { status: number; word?: string } | { codes: unknown[] }, isUnseen: boolean): FailureKind {
  if ('word' in how && kindsByWord[how.word ?? '']) return kindsByWord[how.word ?? ''] ?? 'refused';
  const kind =
    'codes' in how ? kindOfSilence(how.codes) : (kinds[how.status] ?? (how.status > 504 ? 'unsure' : 'refused'));
  return isUnseen ? kindOfRepeatable(kind) : kind;
}
