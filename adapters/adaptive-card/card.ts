import type { Card } from '../../src/ui/card.ts';
import { plainText } from '../../src/ui/plain-text.ts';
import { actions } from './actions.ts';
import { adaptiveCard } from './adaptive-card.ts';
import type { AdaptiveCardJson } from './json.ts';
import { isWide, sections } from './sections.ts';

/**
 * A card as an Adaptive Card 1.5. Every string is shown literally. Files are not in it: how a file reaches a person
 * differs from platform to platform, so the adapter hands them over.
 */
export function renderCard(card: Card): AdaptiveCardJson {
  return adaptiveCard(
    sections(card).flatMap(({ items, frame }) => frame(items)),
    actions(card.buttons ?? [], card.more ?? []),
    plainText(card),
    isWide(card),
  );
}
