import { HttpFailure } from '../../lib/http-client.ts';

/** The code of what stood in the way of a request, such as `ENOTFOUND`; no more, since the rest may quote what was sent. */
export function networkWord(error: unknown): string {
  const cause = error instanceof HttpFailure ? error.cause : error;
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  if (typeof code === 'string') return code;
  return error instanceof HttpFailure ? error.problem : 'unreachable';
}
