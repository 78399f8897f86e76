import type { Card } from '../../src/ui/card.ts';
import { surface as words } from '../../src/ui/sentences/chat.ts';
import { limits } from './limits.ts';
import { tableText } from './table.ts';
import { cut, escaped, isVisible } from './text.ts';

/** A card as plain text, all of it but its buttons. */
export function wholeText(card: Card): string {
  const lines = [
    card.title,
    card.state,
    ...(card.text ?? []),
    ...(card.facts ?? []).map(({ label, value }) => `${label}: ${value}`),
    ...(card.rows ?? []).flatMap(({ title, state, detail }) => [
      isVisible(state) ? `${title} – ${state}` : title,
      detail,
    ]),
    card.table ? tableText(card.table) : undefined,
    card.progress?.label,
  ];
  return lines.filter(isVisible).join('\n');
}

/** A card for a notification, escaped. */
export function cardText(card: Card): string {
  const text = wholeText(card);
  return isVisible(text) ? escaped(cut(text, limits.message.text)) : words.nothing;
}
