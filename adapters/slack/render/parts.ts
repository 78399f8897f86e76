import type { types } from '@slack/bolt';
import { isVisible } from '../../../src/lib/text.ts';
import type { Card, Fact, Row, Tone } from '../../../src/ui/card.ts';
import { begins, behindTitle, dots } from '../../../src/ui/row-words.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { limits } from '../limits.ts';
import { accessory, buttonBlocks } from './buttons.ts';
import { context, divider, heading, link, linked, type Part, sections, titledSections } from './sections.ts';
import { tableParts } from './table.ts';
import { sizeOf, titled } from './text.ts';

/** The words of a card say it as well. */
const signs: Record<Tone, string> = { plain: '', good: '✅ ', attention: '⚠️ ', problem: '❌ ' };

/** A card's title with the sign of its tone. */
export const titleOf = ({ title, tone = 'plain' }: Card) => signs[tone] + (isVisible(title) ? title : words.nothing);

/** Facts in two columns; a value too long for that stands by itself. */
function facts(list: Fact[]): Part[] {
  const parts: Part[] = [];
  let fields: types.TextObject[] = [];
  let used = 0;
  const flush = () => {
    if (fields.length > 0) parts.push([{ type: 'section', fields }]);
    fields = [];
    used = 0;
  };
  for (const { label, value } of list) {
    const below = `\n${isVisible(value) ? value : words.nothing}`;
    // The two asterisks count as well.
    const size = sizeOf(label + below) + 2;
    if (fields.length === limits.section.fields || used + size > limits.section.text) flush();
    if (size <= limits.section.field) {
      fields.push(titled(label, below));
      used += size;
    } else {
      flush();
      parts.push(...titledSections(label, below).map((section) => [section]));
    }
  }
  flush();
  return parts;
}

/** A section; its buttons in the corner, or below where they don't fit there. */
function row(each: Row, index: number, all: Row[]): Part[] {
  const { title, status, detail, buttons = [], pair } = each;
  const first = isVisible(title) ? title : words.nothing;
  const said = behindTitle(each);
  const dot = status ? `${dots[status.tone]}\u00a0` : '';
  const rest = (isVisible(said) ? `\u2003${dot}${said}` : '') + (isVisible(detail) ? `\n${detail}` : '');
  const corner = pair ? undefined : accessory(buttons);
  const [head, ...others] = withLink(titledSections(first, rest), each.link);
  const texts: types.SectionBlock[] = head ? [{ ...head, ...(corner ? { accessory: corner } : {}) }, ...others] : [];
  const below = corner ? [] : buttonBlocks(buttons, pair ? 2 : 1);
  const under = begins(all, index);
  return [
    ...(under ? [titledSections(under, '')] : []),
    ...texts.map((section, at) => (at === texts.length - 1 ? [section, ...below] : [section])),
  ];
}

/** Where a row leads, behind its words; or below, where they are shown plain or fill it. */
function withLink(texts: types.SectionBlock[], to: Row['link']): types.SectionBlock[] {
  const last = texts.at(-1);
  if (!to || !last) return texts;
  const text = `${last.text?.text}\u2003${linked(to.label, to.url)}`;
  if (last.text?.type !== 'mrkdwn' || text.length > limits.section.text) return [...texts, link(to.label, to.url)];
  return [...texts.slice(0, -1), { ...last, text: { ...last.text, text } }];
}

const bar = 20;

function progress({ done, total, label }: NonNullable<Card['progress']>): Part[] {
  const all = Math.max(1, Math.round(total) || 1);
  const part = Math.min(all, Math.max(0, Math.round(done) || 0)) / all;
  const full = Math.floor(part * bar);
  const line = `${'█'.repeat(full)}${'░'.repeat(bar - full)} ${Math.floor(part * 100)}\u00a0%`;
  return sections(`${label}\n${line}`).map((section) => [section]);
}

const apart = (blocks: types.KnownBlock[]): Part[] => blocks.map((block) => [block]);

/** All of a card but its title and its buttons, in order. Files are handed over by the adapter, not drawn. */
export function body(card: Card, surface: 'message' | 'view'): Part[] {
  const above = [...(card.text ?? []).flatMap((text) => apart(sections(text))), ...facts(card.facts ?? [])];
  const rows = (card.rows ?? []).flatMap(row);
  return [
    ...(card.state ? apart(context(card.state)) : []),
    ...above,
    ...(rows.length > 0 ? [[divider], ...rows] : []),
    ...(card.table ? tableParts(card.table, surface) : []),
    ...(card.progress ? progress(card.progress) : []),
    ...(card.page ? [[link(card.page.label, card.page.url)]] : []),
  ];
}

/** The card's title as a block. */
export const head = (card: Card): Part[] => apart(heading(titleOf(card)));

/** The card's buttons, the first three plain and the others behind the three dots; a line above them where it has rows. */
export function foot(card: Card): types.KnownBlock[] {
  const buttons = card.buttons ?? [];
  const blocks = buttonBlocks([...buttons, ...(card.more ?? [])], Math.min(3, Math.max(1, buttons.length)));
  return blocks.length > 0 && card.rows && card.rows.length > 0 ? [divider, ...blocks] : blocks;
}
