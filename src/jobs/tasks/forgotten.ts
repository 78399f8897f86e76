import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { sendForgotten } from '../../service/passwords/send-forgotten.ts';

/** Sends what a person needs who has forgotten their password, if there is such a person. */
export function forgottenTask(app: App) {
  return (payload: Jobs['forgotten']): Promise<void> => sendForgotten(app, payload);
}
