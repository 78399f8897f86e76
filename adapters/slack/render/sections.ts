import type { types } from '@slack/bolt';
import { limits } from '../limits.ts';
import { escaped, pieces, plain, sizeOf, titled } from './text.ts';

/** Blocks that stay together: a row and its buttons. */
export type Part = types.KnownBlock[];

export const divider: types.DividerBlock = { type: 'divider' };

/** Text as sections, as many as it takes. */
export function sections(text: string): types.SectionBlock[] {
  return pieces(text, limits.section.text).map((part) => ({ type: 'section', text: plain(part) }));
}

/** Small grey text. */
export function context(text: string): types.ContextBlock[] {
  return pieces(text, limits.context).map((part) => ({ type: 'context', elements: [plain(part)] }));
}

/** A bold beginning and what follows it; all of it plain where it has to be parted. */
export function titledSections(bold: string, rest: string): types.SectionBlock[] {
  // The two asterisks count as well.
  if (sizeOf(bold + rest) + 2 > limits.section.text) return sections(bold + rest);
  return [{ type: 'section', text: titled(bold, rest) }];
}

/** Words that lead to a page: a button that does would be told to us as a press as well. */
export const linked = (label: string, url: string): string =>
  // The line between the two is Slack's own.
  `<${escaped(url).replaceAll('|', '%7C')}|${escaped(label)}>`;

export const link = (label: string, url: string): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: linked(label, url), verbatim: true },
});

/** A title as large as Slack has it, where it fits. */
export function heading(title: string): types.KnownBlock[] {
  if (sizeOf(title) > limits.header) return titledSections(title, '');
  return [{ type: 'header', text: plain(title) }];
}
