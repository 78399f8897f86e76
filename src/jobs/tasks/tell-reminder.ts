import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { type Reminder, readReminder } from '../../service/usage/remind.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { attempt, chatMessage } from '../chat-message.ts';

/**
 * Tells someone of sites that they never came to, in every chat where they are known: once in each, also when it is tried again. Whoever
 * has come meanwhile is told nothing. The mail says the same, so that a chat which can't reach them is let be.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellReminder(app: App, chats: Chat[], cardOf: (reminder: Reminder) => Card) {
  return async ({ userId, sites, correlationId }: Jobs['tell-reminder']): Promise<void> => {
    const reminder = await readReminder(app.db, userId, sites);
    if (!reminder) return;
    const failed: unknown[] = [];
    for (const place of await sentMessages(app, { userId, about: `reminder:${correlationId}` })) {
      const message = chatMessage(app, chats, place);
      if (!message.isPosted) await attempt(failed, () => message.show(cardOf(reminder)));
    }
    if (failed.length > 0) throw failed[0];
  };
}
