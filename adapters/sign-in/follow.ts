import { followed } from './oidc-library.ts';

let running = 0;

/**
 * Serves a request by the library, which follows every promise of the program from its first one on, to know of each to which request
 * it belongs: that makes all that waits for anything slower, also what has nothing to do with a sign-in. So it is ended when none of
 * its requests is under way.
 */
export async function whileFollowed(serve: () => Promise<void>): Promise<void> {
  running += 1;
  try {
    await serve();
  } finally {
    running -= 1;
    if (running === 0) followed.disable();
  }
}
