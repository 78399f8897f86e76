import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { mailAnswer, readAnswer } from '../../service/requests/answer.ts';
import type { RequestView } from '../../service/requests/request.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { attempt, byMailAfterMs, chatMessage } from '../chat-message.ts';

/** What the one who asked reads; nothing while it waits. The bot's. */
type AnswerCard = (request: RequestView) => Card | undefined;

/**
 * Tells the one who asked what was decided: in their own chat, where they asked if that can be, else in another; by mail
 * if no chat reaches them.
 *
 * @throws what a chat failed with that may soon work again: the queue tries again
 */
export function tellAsker(app: App, chats: Chat[], cardOf: AnswerCard) {
  return async ({ requestId }: Jobs['tell-asker']): Promise<void> => {
    const answer = await readAnswer(app, requestId);
    const card = answer && cardOf(answer.request);
    if (!card || answer.places.some((p) => p.ref !== null)) return;
    const failed: unknown[] = [];
    for (const place of answer.places) {
      if (await attempt(failed, () => chatMessage(app, chats, place).show(card))) return;
    }
    const waited = app.clock().getTime() - (answer.request.decidedAt?.getTime() ?? 0);
    if (failed.length > 0 && waited < byMailAfterMs) throw failed[0];
    await mailAnswer(app, requestId);
  };
}
