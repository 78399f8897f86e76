import type { Card } from '../../../src/ui/card.ts';
import { shortened } from '../../../src/ui/text.ts';
import { literal } from '../../adaptive-card/text.ts';
import { limits } from './limits.ts';

const isSaid = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

/** A card as plain text, all of it but its buttons. */
export function wholeText(card: Card): string {
  const table = card.table ? [card.table.columns, ...card.table.rows].map((cells) => cells.join(' · ')) : [];
  const lines = [
    card.title,
    card.state,
    ...(card.text ?? []),
    ...(card.facts ?? []).map(({ label, value }) => `${label}: ${value}`),
    ...(card.rows ?? []).flatMap(({ title, state, detail }) => [isSaid(state) ? `${title} – ${state}` : title, detail]),
    card.image?.alt,
    ...table,
    card.progress?.label,
  ];
  return lines.filter(isSaid).join('\n');
}

/** A card as words that Teams says without a card around them. */
export const wordsOf = (card: Card): string => literal(wholeText(card));

/** What a notification says: the beginning of the card, in one line. */
export function summaryOf(card: Card): string {
  const text = wholeText(card).replace(/\s*\n\s*/g, ' – ');
  return shortened(literal(text), limits.summary);
}

/** Whether a card is no more than a few words, which Teams can say to one person alone. */
export function isShort(card: Card): boolean {
  const { facts = [], rows = [], files = [], buttons = [], more = [], table, image, progress, live } = card;
  const others = [facts, rows, files, buttons, more].some((list) => list.length > 0);
  return !others && !table && !image && !progress && !live && wholeText(card).length <= limits.short;
}
