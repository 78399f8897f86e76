import { isVisible } from '../lib/text.ts';
import type { Card, Table } from './card.ts';
import { surface as words } from './sentences/chat.ts';

/** A card as plain text, all of it but its buttons: for a notification, or a file. */
export function plainText(card: Card): string {
  const lines = [
    card.title,
    card.state,
    ...(card.text ?? []),
    ...(card.facts ?? []).map(({ label, value }) => `${label}: ${value}`),
    ...(card.rows ?? []).flatMap(({ title, state, detail }) => [
      isVisible(state) ? `${title} – ${state}` : title,
      detail,
    ]),
    card.image?.alt,
    ...(card.table ? tableLines(card.table) : []),
    card.progress?.label,
  ];
  return lines.filter(isVisible).join('\n');
}

const tableLines = ({ columns, rows }: Table): string[] =>
  [columns, ...rows].map((cells) => cells.map((cell) => (isVisible(cell) ? cell : words.nothing)).join(' · '));
