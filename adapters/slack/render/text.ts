import type { types } from '@slack/bolt';
import { isVisible, sanitize } from '../../../src/lib/text.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import * as chat from '../../chat/pieces.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** For mrkdwn, and for a message's own `text`: nobody is pinged and nothing becomes a link. */
export function escaped(text: string): string {
  return sanitize(text).replace(/[&<>]/g, (sign) => entities[sign] ?? sign);
}

/** Undoes what Slack does to plain text in the views that it sends back. */
export function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name as 'amp' | 'lt' | 'gt']);
}

/** How much of a limit a text takes. */
export function sizeOf(text: string): number {
  if (text.length === 1) return entities[text]?.length ?? 1;
  // Most texts have none, and each is weighed several times.
  if (!/[&<>]/.test(text)) return text.length;
  let size = text.length;
  for (const [sign] of text.matchAll(/[&<>]/g)) size += (entities[sign]?.length ?? 1) - 1;
  return size;
}

/** The text in as few parts as fit. Nothing for text that can't be seen. */
export const pieces = (text: string, max: number): string[] =>
  chat.pieces(sanitize(text), max, sizeOf).filter(isVisible);

/** The text, or as much as fits with a sign that some was left out. */
export const cut = (text: string, max: number): string => chat.cut(sanitize(text), max, sizeOf);

/** Text that Slack shows as it is; it must fit already. */
export function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text: isVisible(text) ? sanitize(text) : words.nothing, emoji: false };
}

/** What mrkdwn would take for formatting, a quotation or an emoji, in text that a person wrote. */
const signs = /[*~`>]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:[^\s:]+:/u;

/**
 * A bold beginning and what follows it; it must fit already. Slack has no way to take the meaning from a sign, so text
 * that holds one is shown plain altogether.
 */
export function titled(bold: string, rest: string): types.TextObject {
  const title = bold.trim();
  if (!isVisible(title) || title.includes('\n') || signs.test(title) || signs.test(rest)) return plain(title + rest);
  return { type: 'mrkdwn', text: `*${escaped(title)}*${escaped(rest)}`, verbatim: true };
}
