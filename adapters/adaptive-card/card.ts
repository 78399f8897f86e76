import type { Card, Fact, Row, Table, Tone } from '../../src/ui/card.ts';
import { actions } from './actions.ts';
import { type AdaptiveCardJson, adaptiveCard, type Element } from './json.ts';
import { block, type Look, literal, run, text } from './text.ts';

/** A sign beside the colour, for those who can't tell the colours apart. */
const tones: Record<Exclude<Tone, 'plain'>, { sign: string; color: NonNullable<Look['color']> }> = {
  good: { sign: '✓', color: 'good' },
  attention: { sign: '▲', color: 'warning' },
  problem: { sign: '✕', color: 'attention' },
};

function column(width: string | number, items: Element[], more: Record<string, unknown> = {}): Element {
  return { type: 'Column', width, items, ...more };
}

function heading(card: Card): Element[] {
  const tone = card.tone && card.tone !== 'plain' ? tones[card.tone] : undefined;
  const sign = tone ? run(`${tone.sign}\u2002`, { bold: true, size: 'medium', color: tone.color }) : [];
  const title = block([...sign, ...run(card.title, { bold: true, size: 'medium' })]);
  if (!card.state) return title;
  return [
    {
      type: 'ColumnSet',
      columns: [
        column('stretch', title),
        column('auto', text(card.state, { subtle: true }, { horizontalAlignment: 'right' }), {
          verticalContentAlignment: 'center',
        }),
      ],
    },
  ];
}

/** A FactSet would read its values as Markdown. */
function facts(list: Fact[]): Element[] {
  if (list.length === 0) return [];
  const items = list.map((fact, index) => ({
    type: 'ColumnSet',
    spacing: index === 0 ? 'none' : 'small',
    columns: [column('104px', text(fact.label, { subtle: true })), column('stretch', text(fact.value))],
  }));
  return [{ type: 'Container', spacing: 'medium', items }];
}

function row(each: Row): Element {
  const words = [
    ...block([...run(each.title, { bold: true }), ...(each.state ? run(`\u2003${each.state}`, { subtle: true }) : [])]),
    ...(each.detail ? text(each.detail, { subtle: true, size: 'small' }, { spacing: 'none' }) : []),
  ];
  const buttons = actions(each.buttons ?? [], [], 1);
  const columns = [column('stretch', words, { verticalContentAlignment: 'center' })];
  if (buttons.length > 0) {
    columns.push(column('auto', [{ type: 'ActionSet', actions: buttons }], { verticalContentAlignment: 'center' }));
  }
  return { type: 'ColumnSet', separator: true, spacing: 'small', columns };
}

/** Columns as wide as their longest cell asks for, within reason. */
function widths(table: Table): number[] {
  return table.columns.map((name, index) =>
    Math.min(32, Math.max(6, ...[name, ...table.rows.map((cells) => cells[index] ?? '')].map((cell) => cell.length))),
  );
}

function grid(table: Table): Element[] {
  if (table.columns.length === 0) return [];
  const line = (cells: string[], look: Look) => ({
    type: 'TableRow',
    cells: table.columns.map((_, index) => ({ type: 'TableCell', items: text(cells[index] ?? '', look) })),
  });
  return [
    {
      type: 'Table',
      spacing: 'medium',
      firstRowAsHeaders: true,
      showGridLines: false,
      columns: widths(table).map((width) => ({ width })),
      rows: [line(table.columns, { bold: true, size: 'small' }), ...table.rows.map((cells) => line(cells, {}))],
    },
  ];
}

function image({ alt, png }: NonNullable<Card['image']>): Element[] {
  return [{ type: 'Image', url: `data:image/png;base64,${png}`, altText: literal(alt), size: 'stretch' }];
}

/** A bar out of two filled columns, since 1.5 has none of its own. */
function progress(work: NonNullable<Card['progress']>): Element[] {
  const total = Math.max(1, Math.round(work.total) || 1);
  const done = Math.min(total, Math.max(0, Math.round(work.done) || 0));
  const part = (width: number, style: string) =>
    width > 0 ? [column(width, [], { style, minHeight: '8px', spacing: 'none' })] : [];
  const percent = `${Math.floor((done / total) * 100)}\u00a0%`;
  return [
    {
      type: 'ColumnSet',
      spacing: 'medium',
      columns: [column('stretch', text(work.label)), column('auto', text(percent, { subtle: true }))],
    },
    { type: 'ColumnSet', spacing: 'small', columns: [...part(done, 'accent'), ...part(total - done, 'emphasis')] },
  ];
}

/**
 * A card as an Adaptive Card 1.5. Every string is shown literally. Files are not in it: how a file reaches a person
 * differs from platform to platform, so the adapter hands them over.
 */
export function renderCard(card: Card): AdaptiveCardJson {
  const rows = (card.rows ?? []).map(row);
  return adaptiveCard(
    [
      ...heading(card),
      ...(card.text ?? []).flatMap((words) => text(words)),
      ...facts(card.facts ?? []),
      ...(rows.length > 0 ? [{ type: 'Container', spacing: 'medium', items: rows }] : []),
      ...(card.image ? image(card.image) : []),
      ...(card.table ? grid(card.table) : []),
      ...(card.progress ? progress(card.progress) : []),
    ],
    actions(card.buttons ?? [], card.more ?? []),
    rows.length > 0 || card.table !== undefined,
  );
}
