import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { readWeek, type Week } from '../../service/usage/digest.ts';
import { mailWeek } from '../../service/usage/week-by-mail.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { attempt, byMailAfterMs, chatMessage } from '../chat-message.ts';

/**
 * Tells a coordinator how the school stood last week, in every chat where they are known: once in each, also when it is tried again; by
 * mail if no chat reaches them.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellWeek(app: App, chats: Chat[], cardOf: (week: Week) => Card) {
  return async ({ userId, monday }: Jobs['tell-week']): Promise<void> => {
    const week = await readWeek(app, userId, monday);
    if (!week) return;
    const failed: unknown[] = [];
    let isTold = false;
    for (const place of await sentMessages(app, { userId, about: `week:${monday}` })) {
      const message = chatMessage(app, chats, place);
      if (message.isPosted || (await attempt(failed, () => message.show(cardOf(week))))) isTold = true;
    }
    const waited = app.clock().getTime() - week.since.getTime();
    if (failed.length > 0 && (isTold || waited < byMailAfterMs)) throw failed[0];
    if (!isTold) await mailWeek(app, userId, monday);
  };
}
