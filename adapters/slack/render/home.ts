import type { types } from '@slack/bolt';
import type { Card } from '../../../src/ui/card.ts';
import { speech, surface as words } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { body, foot, head } from './parts.ts';
import { divider, type Part } from './sections.ts';
import { filled } from './view.ts';

/** A card's parts, its buttons kept with what stands above them. */
function parts(card: Card): Part[] {
  const end = foot(card);
  return [...head(card), ...body(card, 'view'), ...(end.length > 0 ? [end] : [])];
}

/** Cards below one another, as the App Home. What it has no room for is left out, and the last line says so. */
export function homeView(cards: Card[]): { view: types.HomeView } {
  const all = spoken(cards, speech.slack).flatMap((card, index) =>
    index === 0 ? parts(card) : [[divider], ...parts(card)],
  );
  return { view: { type: 'home', blocks: filled(all, [], words.noRoom).blocks } };
}
