import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { readTransferNotice, type TransferNotice } from '../../service/progression/transfers.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { attempt, chatMessage } from '../chat-message.ts';

/** What one of the two reads; the bot's. */
type TransferredCard = (notice: TransferNotice, userId: string) => Card;

/**
 * Tells one of the two in a transfer, in every chat where they are known: once in each, also when it is tried again. They
 * are told by mail too, so that a chat which can't reach them is let be.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellTransfer(app: App, chats: Chat[], cardOf: TransferredCard) {
  return async ({ transferId, userId }: Jobs['tell-transfer']): Promise<void> => {
    const notice = await readTransferNotice(app.db, transferId, userId);
    if (!notice) return;
    const about = `transfer:${transferId}`;
    const failed: unknown[] = [];
    for (const place of await sentMessages(app, { userId, about })) {
      const message = chatMessage(app, chats, place);
      if (!message.isPosted) await attempt(failed, () => message.show(cardOf(notice, userId)));
    }
    if (failed.length > 0) throw failed[0];
  };
}
