import { isObject } from '../../../src/lib/json.ts';
import { checkBlocks, checkView, tooMuchText, viewTooLarge } from './fake/check.ts';
import { withEntities } from './sent-back.ts';

/** What Slack would refuse in a message or a view, or show otherwise than it is meant. */

type Json = Record<string, unknown>;

/** Every object of a tree. */
function everything(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(isObject(value) ? [value] : []), ...Object.values(value).flatMap(everything)];
}

/** The strings that are not on a button or in a menu, in the order in which they are read. */
export const readTexts = (blocks: unknown[]): string[] =>
  (blocks as Json[]).flatMap(({ type, text, fields, elements, rows, label, hint }) =>
    everything([text, fields, type === 'context' ? elements : [], rows, label, hint]).flatMap((each) =>
      typeof each.text === 'string' ? [each.text] : [],
    ),
  );

const unescaped = /<|>|&(?!(?:amp|lt|gt);)/;

function textFaults({ type, text, verbatim }: Json): string[] {
  if ((type !== 'plain_text' && type !== 'mrkdwn') || typeof text !== 'string') return [];
  const found: string[] = [];
  if (text.trim() === '') found.push(`${type} is blank`);
  if (/\0|\p{Surrogate}/u.test(text)) found.push(`${type} holds half a character`);
  // A link is at the end of its text, or all of it.
  const words = text.replace(/(^|\u2003)<https?:\/\/(?:[^\s<>|&]|&amp;)+\|([^<>]*)>$/, '$1$2');
  if (type === 'mrkdwn' && unescaped.test(words)) found.push(`${text} is not escaped`);
  if (type === 'mrkdwn' && verbatim !== true) found.push(`${text} makes links of words`);
  return found;
}

export function messageFaults({ text, blocks }: { text: string; blocks: unknown[] }): string[] {
  // Slack's limits hold for what it makes of plain text, which may be longer.
  const found = [...checkBlocks(withEntities(blocks), 'message'), ...everything(blocks).flatMap(textFaults)];
  if (blocks.length === 0) found.push('no blocks');
  if (text.trim() === '' || text.length > 4_000) found.push(`a text of ${text.length}`);
  if (unescaped.test(text)) found.push('the text is not escaped');
  if (tooMuchText(blocks)) found.push('msg_blocks_too_long');
  return found;
}

export function viewFaults(view: { type: 'modal' | 'home'; blocks: unknown[] }): string[] {
  const found = [...checkView(withEntities(view), view.type), ...everything(view).flatMap(textFaults)];
  if (view.blocks.length === 0) found.push('no blocks');
  if (viewTooLarge(view)) found.push('view_too_large');
  return found;
}

/** Every value that a press on one of these sends, by what is written there. */
export function presses(value: unknown): [string, string][] {
  return everything(value).flatMap((each): [string, string][] => {
    const label = String((each.text as Json | undefined)?.text);
    if (each.type === 'button') return [[label, String(each.value)]];
    return each.type === 'overflow'
      ? (each.options as Json[]).map((o) => [String((o.text as Json).text), String(o.value)])
      : [];
  });
}

/** What a person reads, without the signs that are not in what was to be said. */
export const bare = (texts: string[]) =>
  texts
    .map((text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'))
    .join('')
    .replace(/[\s*]|\p{Cc}|\p{Cf}|\0|\p{Surrogate}|\ufffd/gu, '');
