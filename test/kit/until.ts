import { setTimeout as delay } from 'node:timers/promises';

/** How long anything is waited for, in milliseconds: a busy machine is no fault. Less than a test has. */
export const waitMs = 45_000;

/** What is looked for, as soon as it is there. @param timeoutMs longest that it may take, in milliseconds */
export async function until<T>(
  look: () => Promise<T> | T,
  timeoutMs = waitMs,
): Promise<NonNullable<Exclude<T, false>>> {
  for (const end = performance.now() + timeoutMs; ; await delay(10)) {
    const found = await look();
    if (found) return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > end) throw new Error(`it did not come: ${look}`);
  }
}
