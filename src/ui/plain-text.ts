import { isVisible } from '../lib/text.ts';
import type { Card, Table } from './card.ts';
import { begins, behindTitle } from './row-words.ts';
import { surface as words } from './sentences/chat.ts';

/** A card as plain text, all of it but its buttons: for a notification, or a file. */
export function plainText(card: Card): string {
  const lines = [
    card.title,
    card.state,
    ...(card.text ?? []),
    ...(card.facts ?? []).map(({ label, value }) => `${label}: ${value}`),
    ...(card.rows ?? []).flatMap((row, index, rows) => [
      begins(rows, index),
      isVisible(behindTitle(row)) ? `${row.title} – ${behindTitle(row)}` : row.title,
      row.detail,
    ]),
    card.image?.alt,
    ...(card.table ? tableLines(card.table) : []),
    card.progress?.label,
  ];
  return lines.filter(isVisible).join('\n');
}

const tableLines = ({ columns, rows }: Table): string[] =>
  [columns, ...rows].map((cells) => cells.map((cell) => (isVisible(cell) ? cell : words.nothing)).join(' · '));
