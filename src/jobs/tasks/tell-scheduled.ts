import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { readScheduled, type Scheduled, whoElseIsTold } from '../../service/scheduled/list.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { attempt, chatMessage } from '../chat-message.ts';

/**
 * Tells whoever planned something for a day what came of it, in every chat where they are known: once in each, also when it is tried
 * again. Of what was not done the coordinators are told too, where whoever planned it can't mend it or can't be told.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellScheduled(app: App, chats: Chat[], cardOf: (each: Scheduled, isPlanner: boolean) => Card) {
  return async ({ id }: Jobs['tell-scheduled']): Promise<void> => {
    const each = await readScheduled(app, id);
    if (!each) return;
    const failed: unknown[] = [];
    const tell = async (userId: string, isPlanner: boolean): Promise<boolean> => {
      let isTold = false;
      for (const place of await sentMessages(app, { userId, about: `scheduled:${id}` })) {
        const message = chatMessage(app, chats, place);
        if (message.isPosted || (await attempt(failed, () => message.show(cardOf(each, isPlanner))))) isTold = true;
      }
      return isTold;
    };
    const isTold = each.plannerStatus === 'active' && (await tell(each.plannedById, true));
    const others = failed.length === 0 || isTold ? await whoElseIsTold(app, each, isTold) : [];
    for (const userId of others) await tell(userId, false);
    if (failed.length > 0) throw failed[0];
  };
}
