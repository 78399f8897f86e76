import { sanitize } from '../../src/lib/text.ts';
import type { Element } from './json.ts';

/** Takes no room and stops a template from being one; unlike a zero-width space it allows no line break. */
const wordJoiner = '\u2060';

/**
 * Plain text made safe for a place that reads no Markdown. Two things are still read there: `{{DATE(…)}}` and
 * `{{TIME(…)}}`, which every renderer formats, and `<at>…</at>`, which Teams may take for a mention. Both are parted by
 * a character that is not seen. Half a character, and a zero, which not every platform can carry, are replaced.
 */
export function literal(text: string): string {
  return sanitize(text)
    .replace(/\{(?=\{)/g, `{${wordJoiner}`)
    .replace(/<(?=\/?at\b)/gi, `<${wordJoiner}`);
}

export interface Look {
  bold?: boolean;
  subtle?: boolean;
  size?: 'small' | 'medium' | 'large';
  color?: 'accent' | 'good' | 'warning' | 'attention';
}

/** A run of text; empty text gives none, since renderers reject it. */
export function run(text: string, look: Look = {}): Element[] {
  if (text === '') return [];
  return [
    {
      type: 'TextRun',
      text: literal(text),
      ...(look.bold && { weight: 'bolder' }),
      ...(look.subtle && { isSubtle: true }),
      ...(look.size && { size: look.size }),
      ...(look.color && { color: look.color }),
    },
  ];
}

/** A block of text. A TextBlock would read it as Markdown; a RichTextBlock shows it as it is. */
export function block(runs: Element[], more: Record<string, unknown> = {}): Element[] {
  return runs.length === 0 ? [] : [{ type: 'RichTextBlock', inlines: runs, ...more }];
}

/** A block of one run. */
export function text(words: string, look: Look = {}, more: Record<string, unknown> = {}): Element[] {
  return block(run(words, look), more);
}
