import { withTimeout } from '../../../src/lib/timeout.ts';
import type { Outages } from '../../chat/outages.ts';
import type { Adapter } from './adapter.ts';
import { kindOfNoToken } from './failures.ts';

/** How long a failure is taken for true, in milliseconds: whoever asks whether we are ready asks every few seconds. */
const failureTtlMs = 60_000;
const timeoutMs = 5_000;

/** Whichever: no message is sent. */
const anywhere = 'https://smba.trafficmanager.net/teams/';

/**
 * Teams holds no connection to us, so what can be looked at is whether Microsoft takes our id and password: a token is good
 * for an hour, so it is asked for no more often.
 *
 * @returns a check that throws while there is none
 */
export function openAccessTokenCheck(
  adapter: Adapter,
  outages: Outages,
  now: () => number = Date.now,
): () => Promise<void> {
  let failedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (failedAt + failureTtlMs > now()) throw new Error('Microsoft gives us no token');
    const { credentials } = await adapter.connector(anywhere);
    const token = 'getToken' in credentials ? (credentials.getToken as () => Promise<string>)() : Promise.resolve('');
    const isThere = token.then(
      () => {
        outages.end('', 'token');
        return true;
      },
      ({ errorCode }: { errorCode?: string }) => {
        if (errorCode && kindOfNoToken(errorCode) === 'shut-out') outages.begin('', { problem: errorCode });
        return false;
      },
    );
    if (await withTimeout(isThere, timeoutMs, () => false)) return;
    failedAt = now();
    throw new Error('Microsoft gives us no token');
  };
}
