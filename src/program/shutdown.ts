import type { Logger } from 'pino';

/** Ends one thing that was started. */
type End = () => unknown;

export type Shutdown = ReturnType<typeof openShutdown>;

/**
 * All that was started, to be ended in the opposite order.
 *
 * @param hurry once aborted, what is left is asked to end, and only what must is waited for
 */
export function openShutdown(log: Logger, hurry: AbortSignal) {
  const ends: { end: End; always: boolean }[] = [];
  const hurried = new Promise<void>((resolve) => {
    if (hurry.aborted) resolve();
    else hurry.addEventListener('abort', () => resolve(), { once: true });
  });
  let last = Promise.resolve();

  async function endEach(): Promise<void> {
    for (let next = ends.pop(); next; next = ends.pop()) {
      const ended = attempt(next.end);
      await (next.always ? ended : Promise.race([ended, hurried]));
    }
  }
  async function attempt(end: End): Promise<void> {
    try {
      await end();
    } catch (error) {
      log.warn({ err: error }, 'Something did not end well.');
    }
  }
  return {
    /** @param options.always waited for in a hurry too: what would outlive the process */
    add: (end: End, { always = false } = {}) => void ends.push({ end, always }),
    /** Ends what was added and has not been ended; may be called again for what was added since. Never throws. */
    endAll: () => {
      last = last.then(endEach);
      return last;
    },
  };
}
