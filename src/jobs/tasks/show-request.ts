import { createHash } from 'node:crypto';
import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import type { RequestView } from '../../service/requests/request.ts';
import { beginCopy, endCopy, keepShown, readShown } from '../../service/requests/shown.ts';
import type { Card, Json } from '../../ui/card.ts';
import { type Chat, Unreachable } from '../../ui/chat.ts';

/** A request's card, the same for all who look at it; the bot's. */
export type RequestCard = (request: RequestView, timeZone: string) => Card;

/**
 * Brings every copy of a request's card to what the request is now, and posts it where there is none yet.
 *
 * @throws what one place failed with, once all others are done: the queue tries again
 */
export function showRequestCopies(app: App, chats: Chat[], cardOf: RequestCard) {
  return async ({ requestId }: Jobs['show-request']): Promise<void> => {
    const found = await readShown(app, requestId);
    if (!found) return;
    const card = cardOf(found.request, found.timeZone);
    const shown = fingerprint(card);
    const failed: unknown[] = [];
    const trying = async (run: () => Promise<void>) => {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof Unreachable)) failed.push(error);
      }
    };
    for (const copy of found.copies) {
      const chat = chats.find((c) => c.platform === copy.platform);
      if (!chat || copy.shown === shown) continue;
      await trying(async () => {
        await chat.update(copy.ref as Json, card);
        await keepShown(app, copy.id, shown);
      });
    }
    for (const place of found.missing) {
      const chat = chats.find((c) => c.platform === place.platform);
      if (!chat) continue;
      await trying(async () => {
        const id = await beginCopy(app, requestId, place);
        const ref = await chat.post({ workspace: place.workspace, ...place.to }, card);
        await endCopy(app, id, ref, shown);
      });
    }
    if (failed.length > 0) throw failed[0];
  };
}

const fingerprint = (card: Card) => createHash('sha256').update(JSON.stringify(card)).digest('base64url');
