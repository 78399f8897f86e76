import type { ServerResponse } from 'node:http';

/** How a call of a platform's fake is to go wrong. */
export interface Failure {
  /** The platform's own word for it. */
  error?: string;
  /** None: it is only held up by `delayMs`, or what else is said happens. */
  status?: number;
  /** Seconds. */
  retryAfter?: number;
  delayMs?: number;
  times?: number;
  /** The connection is cut without an answer, before anything is done. */
  cut?: boolean;
  /** It is done, and the connection is cut in place of the answer. */
  lost?: boolean;
}

/** Whatever is answered from now on never arrives. */
export function loseAnswer(res: ServerResponse): void {
  const cut = () => {
    res.socket?.destroy();
    return res;
  };
  res.writeHead = () => res;
  res.end = cut as typeof res.end;
}
