import type { Card } from '../../../src/ui/card.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { type Api, isGone, type Said } from '../connect/api.ts';
import { cardActivity } from '../render/activity.ts';
import { cardPages, summaryOf } from '../render/card.ts';
import type { Origin, Surface } from '../render/surface.ts';
import type { AdapterContext } from './adapter-context.ts';
import type { Spot } from './own-chat.ts';

/** A card in messages; `whole` where they can't hold it. */
export function messagesOf(card: Card, surface: Surface): { messages: Said[]; whole?: string } {
  const { cards, whole } = cardPages(card, surface);
  const continued = summaryOf({ title: words.continued(card.title) });
  const messages = cards.map((page, index) => ({ ...cardActivity(page, index === 0 ? summaryOf(card) : continued) }));
  return { messages, ...(whole !== undefined && { whole }) };
}

/** A line without a button: as a card too, for in a plain text names would be read as mark-up. */
export const line = (title: string): Said =>
  messagesOf({ title }, { kind: 'direct', opensForm: () => false }).messages[0] as Said;

const surfaceOf =
  (kind: Surface['kind']) =>
  ({ bot }: Pick<AdapterContext, 'bot'>, origin?: Origin): Surface => ({
    kind,
    opensForm: (action) => bot.expectsForm({ type: 'press', action }),
    ...(origin && { origin }),
  });

export const directSurface = surfaceOf('direct');
export const channelSurface = surfaceOf('channel');
export const dialogSurface = surfaceOf('dialog');

/**
 * Says it, the first of it in the place of another message where that is still there and ours.
 *
 * @throws TeamsError
 */
export async function say({ api, conversation }: Spot, messages: Said[], replace?: string): Promise<void> {
  for (const [index, message] of messages.entries()) {
    const changed = index === 0 && replace !== undefined && (await change(api, conversation, replace, message));
    if (!changed) await api.send(conversation, message);
  }
}

async function change(api: Api, conversation: string, id: string, message: Said): Promise<boolean> {
  try {
    await api.update(conversation, id, message);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
