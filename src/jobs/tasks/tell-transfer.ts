import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { readTransferNotice, type TransferNotice } from '../../service/progression/transfer-notice.ts';
import { keepSentMessage, sentMessagesOf } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import { type Chat, Unreachable } from '../../ui/chat.ts';

/** What one of the two reads; the bot's. */
export type TransferredCard = (notice: TransferNotice, userId: string) => Card;

/**
 * Tells one of the two in a transfer, in every chat where they are known: once in each, also when it is tried again. They
 * are told by mail too, so that a chat which can't reach them is let be.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellTransfer(app: App, chats: Chat[], cardOf: TransferredCard) {
  return async ({ transferId, userId }: Jobs['tell-transfer']): Promise<void> => {
    const told = await readTransferNotice(app.db, transferId, userId);
    if (!told) return;
    const about = `transfer:${transferId}`;
    const failed: unknown[] = [];
    for (const place of await sentMessagesOf(app, userId, about)) {
      const chat = chats.find((c) => c.platform === place.platform);
      if (!chat || place.ref) continue;
      try {
        const ref = await chat.post(place, cardOf(told, userId));
        await keepSentMessage(app, { workspaceId: place.workspaceId, userId, about }, ref);
      } catch (error) {
        if (!(error instanceof Unreachable)) failed.push(error);
      }
    }
    if (failed.length > 0) throw failed[0];
  };
}
