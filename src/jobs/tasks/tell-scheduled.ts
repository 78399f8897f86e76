import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { readScheduled, type Scheduled } from '../../service/scheduled/list.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { attempt, chatMessage } from '../chat-message.ts';

/**
 * Tells whoever planned something for a day what came of it, in every chat where they are known: once in each, also when it is tried
 * again.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellScheduled(app: App, chats: Chat[], cardOf: (each: Scheduled) => Card) {
  return async ({ id }: Jobs['tell-scheduled']): Promise<void> => {
    const each = await readScheduled(app, id);
    if (!each) return;
    const failed: unknown[] = [];
    for (const place of await sentMessages(app, { userId: each.plannedById, about: `scheduled:${id}` })) {
      const message = chatMessage(app, chats, place);
      if (!message.isPosted) await attempt(failed, () => message.show(cardOf(each)));
    }
    if (failed.length > 0) throw failed[0];
  };
}
