import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { remindRequest } from '../../service/requests/remind.ts';

/** Has a request that nobody decided announced again. */
export function remindRequestTask(app: App) {
  return ({ requestId }: Jobs['remind-request']): Promise<void> => remindRequest(app, requestId);
}
