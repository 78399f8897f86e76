import type { types } from '@slack/bolt';
import { isVisible, sanitize } from '../../../src/lib/text.ts';
import type { Table } from '../../../src/ui/card.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { limits } from '../limits.ts';
import { type Part, sections, titledSections } from './sections.ts';
import { sizeOf } from './text.ts';

const between = ' · ';

/** Every line as long as the longest, so that no cell is lost and none is missing. */
function lines({ columns, rows }: Table): { head: string[]; body: string[][] } {
  const width = Math.max(columns.length, ...rows.map((cells) => cells.length));
  const full = (cells: string[]) =>
    Array.from({ length: width }, (_, index) => (isVisible(cells[index]) ? sanitize(cells[index]) : words.nothing));
  return { head: full(columns), body: rows.map(full) };
}

const size = (cells: string[]) => cells.reduce((sum, cell) => sum + sizeOf(cell), 0);

function textSections(table: Table): Part[] {
  const { head, body } = lines(table);
  const text = body.map((cells) => cells.join(between)).join('\n');
  return [...titledSections(head.join(between), ''), ...sections(text)].map((section) => [section]);
}

function block(rows: string[][]): types.TableBlock {
  return {
    type: 'table',
    rows: rows.map((cells) => cells.map((text) => ({ type: 'raw_text', text }))),
    column_settings: rows[0]?.map(() => ({ is_wrapped: true })) ?? [],
  };
}

/**
 * A table as Slack's own: one block, or several with the same head where it is long, for as many messages. Views can't
 * hold such a block, nor can it hold every table: those are lines of text.
 */
export function tableParts(table: Table, surface: 'message' | 'view'): Part[] {
  const { head, body } = lines(table);
  const room = limits.table.text - size(head);
  if (head.length === 0) return [];
  if (surface === 'view' || body.length === 0 || head.length > limits.table.columns) return textSections(table);
  if (body.some((cells) => size(cells) > room)) return textSections(table);
  const blocks: string[][][] = [];
  let used = 0;
  for (const cells of body) {
    const last = blocks.at(-1);
    used += size(cells);
    if (last && last.length < limits.table.rows && used <= room) last.push(cells);
    else {
      blocks.push([head, cells]);
      used = size(cells);
    }
  }
  return blocks.map((rows) => [block(rows)]);
}
