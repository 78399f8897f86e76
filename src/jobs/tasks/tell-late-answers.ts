import type { Logger } from 'pino';
import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { nextLateAnswer, putOff, queueLateAnswers } from '../../service/workspaces/late-answers.ts';
import { type Chat, NotNow } from '../../ui/chat.ts';
import { tellLate } from './tell-late.ts';

/** After so many it is another workspace's turn: some seconds. */
const most = 20;

/**
 * Delivers what a workspace's people are owed, until that is all, or one can't be told now: then most likely none can, and all wait
 * for what the chat asked that one.
 *
 * @throws what the one does: the queue tries again
 */
export function tellLateAnswers(app: App, chats: Chat[], log: Logger) {
  const tell = tellLate(app, chats, log);
  return async ({ platform, workspace }: Jobs['tell-late']): Promise<void> => {
    const at = { platform, workspace };
    for (let told = 0; told < most; told += 1) {
      const next = await nextLateAnswer(app, at);
      if (!next) return;
      if (next.dueAt > app.clock()) break;
      try {
        await tell({ answerId: next.id });
      } catch (error) {
        await putOff(app, next.id, error instanceof NotNow ? error.retryAfterMs : undefined);
        throw error;
      }
    }
    await queueLateAnswers(app, at);
  };
}
