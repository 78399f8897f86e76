import type { Logger } from 'pino';
import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { nextLateAnswer, putOff, putOffAll, queueLateAnswers } from '../../service/workspaces/late-answers.ts';
import { type Chat, NotNow, ShutOut } from '../../ui/chat.ts';
import { tellLate } from './tell-late.ts';

/** After so many it is another workspace's turn: some seconds. */
const maxTold = 20;

/**
 * Delivers what a workspace's people are owed, until that is all, or the chat takes nothing there: then all wait for what it asked.
 * One that can't be told for another cause waits by itself.
 *
 * @throws what the first that failed does: the queue tries again
 */
export function tellLateAnswers(app: App, chats: Chat[], log: Logger) {
  const tell = tellLate(app, chats, log);
  return async ({ platform, workspace }: Jobs['tell-late']): Promise<void> => {
    const at = { platform, workspace };
    const failed: unknown[] = [];
    for (let told = 0; told < maxTold; told += 1) {
      const next = await nextLateAnswer(app, at);
      if (!next || next.dueAt > app.clock()) break;
      try {
        await tell({ answerId: next.id });
      } catch (error) {
        const waitMs = error instanceof NotNow ? error.retryAfterMs : undefined;
        if (waitMs !== undefined) await putOffAll(app, at, waitMs);
        if (waitMs !== undefined || error instanceof ShutOut) throw error;
        await putOff(app, next);
        failed.push(error);
      }
    }
    if (failed.length > 0) throw failed[0];
    await queueLateAnswers(app, at);
  };
}
