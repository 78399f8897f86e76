import { PlatformError } from './failure.ts';

/**
 * A call of a platform that was made, and what came of it.
 *
 * - `rate_limited`: it asks us to call less often
 * - `refused`: it does not do that, and would not the next time
 * - `failed`: it was not reached, or broke
 */
export interface ChatCall {
  /** The platform's own name of it. */
  method: string;
  outcome: 'ok' | 'rate_limited' | 'refused' | 'failed';
  /** How long it took, in milliseconds. */
  ms: number;
}

/** Told of each call; nothing waits for it. */
export type OnCall = (call: ChatCall) => void;

/** Makes a call, and tells what came of it. @throws whatever `run` does */
export async function toldOf<T>(onCall: OnCall | undefined, method: string, run: () => Promise<T>): Promise<T> {
  if (!onCall) return run();
  const began = performance.now();
  const end = (outcome: ChatCall['outcome']) => onCall({ method, outcome, ms: performance.now() - began });
  try {
    const answer = await run();
    end('ok');
    return answer;
  } catch (error) {
    end(outcomeOf(error));
    throw error;
  }
}

function outcomeOf(error: unknown): ChatCall['outcome'] {
  if (!(error instanceof PlatformError)) return 'failed';
  if (error.isRateLimited) return 'rate_limited';
  return error.kind === 'not-now' || error.kind === 'unsure' ? 'failed' : 'refused';
}
