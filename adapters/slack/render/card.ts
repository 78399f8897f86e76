import type { types } from '@slack/bolt';
import { isVisible } from '../../../src/lib/text.ts';
import type { Card } from '../../../src/ui/card.ts';
import { plainText } from '../../../src/ui/plain-text.ts';
import { speech, surface as words } from '../../../src/ui/sentences/chat.ts';
import { type Speech, spoken } from '../../../src/ui/speech.ts';
import { limits } from '../limits.ts';
import { body, foot, head } from './parts.ts';
import { context, type Part } from './sections.ts';
import { cut, escaped, sizeOf } from './text.ts';

export interface SlackMessage {
  /** For the notification; escaped. */
  text: string;
  blocks: types.KnownBlock[];
}

/** A card for a notification, escaped. */
export function cardText(card: Card): string {
  const text = plainText(card);
  return isVisible(text) ? escaped(cut(text, limits.message.text)) : words.nothing;
}

/** How long the texts in a block are, as Slack counts them for a message. */
function textIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + textIn(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  let size = 0;
  for (const [key, each] of Object.entries(value))
    size += key === 'text' && typeof each === 'string' ? sizeOf(each) : textIn(each);
  return size;
}

/** How much of a message something takes. */
interface Weight {
  blocks: number;
  tables: number;
  /** Its text, and what each block counts for besides. */
  room: number;
}

const nothing: Weight = { blocks: 0, tables: 0, room: 0 };

const weigh = (part: Part): Weight => ({
  blocks: part.length,
  tables: part.filter(({ type }) => type === 'table').length,
  room: textIn(part) + part.length * limits.message.eachBlock,
});

const sum = (a: Weight, b: Weight): Weight => ({
  blocks: a.blocks + b.blocks,
  tables: a.tables + b.tables,
  room: a.room + b.room,
});

const fits = ({ blocks, tables, room }: Weight): boolean =>
  blocks <= limits.message.blocks && tables <= 1 && room <= limits.message.room;

/** Parts on as few messages as they take. Each is weighed once: a list has many, and someone else waits meanwhile. */
function pack(parts: Part[]): Part[][] {
  const messages: Part[][] = [[]];
  let weight = nothing;
  for (const part of parts) {
    const last = messages.at(-1) ?? [];
    const more = weigh(part);
    if (last.length === 0 || fits(sum(weight, more))) {
      last.push(part);
      weight = sum(weight, more);
    } else {
      messages.push([part]);
      weight = more;
    }
  }
  return messages;
}

/** The first few messages, the last of which says that there is more, and keeps the buttons. */
function shortened(messages: Part[][], foot: Part): Part[][] {
  const kept = messages.slice(0, limits.messages);
  const last = kept.at(-1) ?? [];
  const end: Part = [...context(words.wholeInFile), ...foot];
  while (last.length > 0 && !fits([...last, end].map(weigh).reduce(sum))) last.pop();
  last.push(end);
  return kept;
}

/**
 * A card as one message, or as the few that it takes; its buttons are at the end of the last. Every string is shown
 * literally and pings nobody.
 *
 * @returns `whole`: all of the card as text, for a file, where three messages can't hold it
 */
export function cardMessages(given: Card, said: Speech = speech.slack): { messages: SlackMessage[]; whole?: string } {
  const card = spoken(given, said);
  const end = foot(card);
  const packed = pack([...head(card), ...body(card, 'message'), ...(end.length > 0 ? [end] : [])]);
  const tooMany = packed.length > limits.messages;
  const shown = tooMany ? shortened(packed, end) : packed;
  const continued = escaped(cut(words.continued(card.title), limits.message.text));
  const messages = shown.map((parts, index) => ({
    text: index === 0 ? cardText(card) : continued,
    blocks: parts.flat(),
  }));
  return { messages, ...(tooMany ? { whole: plainText(card) } : {}) };
}
