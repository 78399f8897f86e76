import { setTimeout as delay } from 'node:timers/promises';

/** Answers by a payload's own address. @returns whether it was taken: the address is good for half an hour and five answers */
export type Respond = (url: string, message: object, replace: boolean) => Promise<boolean>;

/** Longest that one try may take, in milliseconds. */
const timeoutMs = 5_000;
const tries = 3;
/** Longest that a person is kept waiting because Slack is asked too often, in milliseconds. */
const maxWaitMs = 10_000;

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
    const { protocol, hostname, origin } = new URL(url);
    return origin === ours || (protocol === 'https:' && hostname.endsWith('.slack.com'));
  };
}

export function openRespond(isSlacks: (url: string) => boolean): Respond {
  return async (url, message, replace) => {
    if (!isSlacks(url)) return false;
    const body = JSON.stringify({ response_type: 'ephemeral', replace_original: replace, ...message });
    for (let left = tries; left > 0; left -= 1) {
      const response = await post(url, body);
      if (response?.ok) return true;
      // What was used up or has expired stays so.
      if (response && response.status !== 429 && response.status < 500) return false;
      const seconds = Number(response?.headers.get('retry-after') ?? 0.3);
      if (seconds * 1_000 > maxWaitMs) return false;
      await delay(seconds * 1_000);
    }
    return false;
  };
}

async function post(url: string, body: string): Promise<Response | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response;
  } catch {
    return undefined; // the network; it is tried again
  }
}
