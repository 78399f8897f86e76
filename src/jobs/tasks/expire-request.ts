import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { expireRequest } from '../../service/requests/expire.ts';

/** Ends a request that nobody decided. */
export function expireRequestTask(app: App) {
  return ({ requestId }: Jobs['expire-request']): Promise<void> => expireRequest(app, requestId);
}
