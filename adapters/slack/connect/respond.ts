import { type HttpClient, HttpFailure } from '../../../src/lib/http-client.ts';
import { retryAfterMs } from '../../../src/lib/retry-after.ts';
import { type OnCall, toldOf } from '../../chat/calls.ts';
import { type RetryPolicy, withRetries } from '../../chat/failure.ts';
import { SlackError } from './api.ts';
import { kindOf } from './failures.ts';

/** Answers by a payload's own address, which is good for half an hour and five answers. @throws SlackError */
export type Respond = (url: string, message: object, replace: boolean) => Promise<void>;

/** Slack says `ok` and little else. */
const maxBytes = 100_000;

/**
 * Tells Slack's addresses from others. An address travels in a payload and comes back from outside: nothing is ever written
 * to another, nor is a token sent there.
 *
 * @param apiUrl another server than Slack's, whose addresses are then taken as well
 */
export function slacksOwn(apiUrl?: string): (url: string) => boolean {
  const ours = apiUrl && new URL(apiUrl).origin;
  return (url) => {
    if (!URL.canParse(url)) return false;
    const { protocol, hostname, port, origin } = new URL(url);
    return origin === ours || (protocol === 'https:' && port === '' && hostname.endsWith('.slack.com'));
  };
}

export function openRespond(
  http: HttpClient,
  isSlacks: (url: string) => boolean,
  retryPolicy: RetryPolicy,
  onCall?: OnCall,
): Respond {
  const what = 'response_url';
  const headers = { 'content-type': 'application/json' };
  return async (url, message, replace) => {
    if (!isSlacks(url)) throw new SlackError(what, 'not_slacks_own', 'refused');
    const body = JSON.stringify({ response_type: 'ephemeral', replace_original: replace, ...message });
    const once = async () => {
      const signal = AbortSignal.timeout(retryPolicy.tryMs);
      const answer = await http(url, { method: 'POST', headers, body, maxBytes, signal }).catch((error) => {
        if (!(error instanceof HttpFailure)) throw error;
        throw new SlackError(what, 'unreachable', error.sent ? 'unsure' : 'not-now');
      });
      const { status } = answer;
      if (status === 200) return;
      const retryAfter = retryAfterMs(answer.headers.get('retry-after'), Date.now());
      throw new SlackError(
        what,
        `status_${status}`,
        kindOf(what, { status }),
        retryAfter === undefined ? {} : { retryAfter },
      );
    };
    await withRetries(retryPolicy, () => toldOf(onCall, what, once));
  };
}
