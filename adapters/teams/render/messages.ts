import type { Card } from '../../../src/ui/card.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { cardActivity } from './activity.ts';
import { pagesOf } from './card.ts';
import type { CardActivity } from './json.ts';
import { type Surface, speechOf } from './surface.ts';
import { summaryOf } from './words.ts';

/** A card in messages; `whole` where they can't hold it. */
export function messagesOf(given: Card, surface: Surface): { messages: CardActivity[]; whole?: string } {
  const card = spoken(given, speechOf[surface.kind]);
  const { cards, whole } = pagesOf(card, surface);
  const summary = (index: number) => summaryOf(index === 0 ? card : { title: words.continued(card.title) });
  const messages = cards.map((page, index) => cardActivity(page, summary(index)));
  return { messages, ...(whole !== undefined && { whole }) };
}

/** A line without a button: as a card too, for in a plain text names would be read as mark-up. */
export const line = (title: string, kind: 'direct' | 'channel' = 'direct'): CardActivity =>
  messagesOf({ title }, { kind, opensForm: () => false }).messages[0] as CardActivity;
