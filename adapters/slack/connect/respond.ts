import { setTimeout as delay } from 'node:timers/promises';
import type { HttpAnswer, HttpClient } from '../../../src/lib/http-client.ts';

/** Answers by a payload's own address. @returns whether it was taken: the address is good for half an hour and five answers */
export type Respond = (url: string, message: object, replace: boolean) => Promise<boolean>;

/** Longest that one try may take, in milliseconds. */
const timeoutMs = 5_000;
const tries = 3;
/** Longest that a person is kept waiting because Slack is asked too often, in milliseconds. */
const maxWaitMs = 10_000;
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

export function openRespond(http: HttpClient, isSlacks: (url: string) => boolean): Respond {
  return async (url, message, replace) => {
    if (!isSlacks(url)) return false;
    const body = JSON.stringify({ response_type: 'ephemeral', replace_original: replace, ...message });
    for (let left = tries; left > 0; left -= 1) {
      const response = await post(http, url, body);
      if (response?.status === 200) return true;
      // What was used up or has expired stays so.
      if (response && response.status !== 429 && response.status < 500) return false;
      const seconds = Number(response?.headers.get('retry-after') ?? 0.3);
      if (seconds * 1_000 > maxWaitMs) return false;
      await delay(seconds * 1_000);
    }
    return false;
  };
}

async function post(http: HttpClient, url: string, body: string): Promise<HttpAnswer | undefined> {
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body, maxBytes, signal: AbortSignal.timeout(timeoutMs) } as const;
  // The network; it is tried again.
  return http(url, request).catch(() => undefined);
}
