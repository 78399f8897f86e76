import { setTimeout as delay } from 'node:timers/promises';

/** How often in a row it must be quiet. */
const looks = 3;

/**
 * Waits so long, and as long again at most while requests still come: a proxy that is slow to look sends them. One quiet
 * moment proves nothing: a process that got no turn has not seen yet what came.
 *
 * @param ms in milliseconds
 * @param isQuiet whether no request has come for a moment
 * @param betweenMs how long is between two looks, in milliseconds
 */
export async function grace(ms: number, isQuiet: () => boolean, betweenMs = 150): Promise<void> {
  await delay(ms);
  const latest = performance.now() + ms;
  for (let quiet = 0; quiet < looks && performance.now() < latest; await delay(betweenMs)) {
    quiet = isQuiet() ? quiet + 1 : 0;
  }
}
