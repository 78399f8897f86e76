import { shorten } from '../../../src/lib/text.ts';
import type { Card } from '../../../src/ui/card.ts';
import { plainText } from '../../../src/ui/plain-text.ts';
import { speech } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { literal } from '../../adaptive-card/text.ts';
import { limits } from './limits.ts';

/** A card as words that Teams says without a card around them, over whatever place that is. */
export const wordsOf = (card: Card): string => literal(plainText(spoken(card, speech.teamsDialog)));

/** What a notification says: the beginning of the card, in one line. */
export function summaryOf(card: Card): string {
  const text = plainText(card).replace(/\s*\n\s*/g, ' – ');
  return shorten(literal(text), limits.summary);
}

/** Whether a card is no more than a few words, which Teams can say to one person alone. */
export function isShort(card: Card): boolean {
  const { facts = [], rows = [], files = [], buttons = [], more = [], table, image, progress, live, page } = card;
  const others = [facts, rows, files, buttons, more].some((list) => list.length > 0);
  return !others && !table && !image && !progress && !live && !page && plainText(card).length <= limits.short;
}
