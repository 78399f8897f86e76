import type { Card, Fact, Row, Table, Tone } from '../../src/ui/card.ts';
import { begins, behindStatus } from '../../src/ui/row-words.ts';
import { actions, type Press, submits } from './actions.ts';
import type { Element } from './json.ts';
import { block, type Look, literal, run, text } from './text.ts';

/** A stretch of a card. Where the card is parted, each part of the stretch stands in the same frame. */
export interface Section {
  items: Element[];
  frame: (items: Element[]) => Element[];
}

/** What differs from platform to platform. */
export interface Style {
  title?: Look['size'];
  /** Drawn on phones too, and by a renderer that pads whatever has a colour. */
  phone?: boolean;
  /** Where the title stands above the card already. */
  titleless?: boolean;
  press?: Press;
  /** Left out where the picture is sent by itself. */
  image?: boolean;
}

/** A sign beside the colour, for those who can't tell the colours apart. */
const tones: Record<Exclude<Tone, 'plain'>, { sign: string; color: NonNullable<Look['color']> }> = {
  good: { sign: '✓', color: 'good' },
  attention: { sign: '▲', color: 'warning' },
  problem: { sign: '✕', color: 'attention' },
};

const centred = { verticalContentAlignment: 'center' };

const plain = (items: Element[]): Section => ({ items, frame: (shown) => shown });

/** @param id what the list is of, for a renderer that can lay it out better than columns of a set width do */
const container = (id: 'facts' | 'rows', items: Element[]): Section => ({
  items,
  frame: (shown) => (shown.length > 0 ? [{ type: 'Container', id, spacing: 'medium', items: shown }] : []),
});

function column(width: string | number, items: Element[], more: Record<string, unknown> = {}): Element {
  return { type: 'Column', width, items, ...more };
}

/** The title where nothing but text can stand. */
export function titleOf({ title, tone = 'plain' }: Card): string {
  return tone === 'plain' ? title : `${tones[tone].sign} ${title}`;
}

/** Characters of a title and a state that stand beside each other on a phone. */
const besideEachOther = 36;

/** A title with the sign of its tone, and the state beside it. */
export function heading(
  card: Pick<Card, 'title' | 'tone' | 'state'>,
  { title: size = 'medium', phone = false }: Style = {},
): Element[] {
  const tone = card.tone && card.tone !== 'plain' ? tones[card.tone] : undefined;
  const sign = tone ? run(`${tone.sign}\u2002`, { bold: true, size, color: tone.color }) : [];
  const title = block([...sign, ...run(card.title, { bold: true, size })]);
  if (!card.state) return title;
  if (phone && card.title.length + card.state.length > besideEachOther) {
    return [...title, ...text(card.state, { subtle: true }, { spacing: 'none' })];
  }
  const state = text(card.state, { subtle: true }, { horizontalAlignment: 'right' });
  return [{ type: 'ColumnSet', columns: [column('stretch', title), column('auto', state, centred)] }];
}

/** Pixels of the labels' column: what the longest needs, so far as a phone has room for it beside the values. */
const labelWidth = (list: Fact[]) =>
  Math.min(150, Math.max(72, 12 + Math.ceil(7.4 * Math.max(0, ...list.map(({ label }) => label.length)))));

/** A FactSet would read its values as Markdown. */
function facts(list: Fact[]): Section {
  const width = `${labelWidth(list)}px`;
  return container(
    'facts',
    list.map((fact, index) => ({
      type: 'ColumnSet',
      spacing: index === 0 ? 'none' : 'small',
      columns: [column(width, text(fact.label, { subtle: true })), column('stretch', text(fact.value))],
    })),
  );
}

const dotColor = { good: 'good', attention: 'warning', problem: 'attention', plain: undefined } as const;

/** A word with a dot in its colour before it. */
function status({ word, tone }: NonNullable<Row['status']>): Element[] {
  const color = dotColor[tone];
  const look = { size: 'small' } as const;
  return [
    ...run('●\u00a0', { ...look, ...(color ? { color } : { subtle: true }) }),
    ...run(word, { ...look, subtle: true }),
  ];
}

/** On a phone all words of a row stand behind one another; else those that rows are compared by below one another. */
function row(each: Row, index: number, { press = submits, phone = false }: Style): Element {
  const { title, state, detail, buttons: given = [] } = each;
  const behind = phone ? behindStatus(each) : (state ?? '');
  const words = [
    ...block([
      ...run(title, { bold: true }),
      ...(phone && each.status ? run(`\u2003●\u00a0${each.status.word}`, { color: dotColor[each.status.tone] }) : []),
      ...run(behind && `${phone && each.status ? ' · ' : '\u2003'}${behind}`, { subtle: true }),
    ]),
    ...text(detail ?? '', { subtle: true, size: 'small' }, { spacing: 'none' }),
  ];
  const buttons = [...(each.link ? [opensPage(each.link)] : []), ...actions(given, [], each.pair ? 2 : 1, press)];
  const set = { type: 'ActionSet', actions: buttons };
  const [first] = given;
  // In Teams a list would take two messages, if each row carried once more what its button does.
  const opens = !phone && each.opens && first && { selectAction: press(first.action) };
  const look = { type: 'ColumnSet', separator: true, spacing: 'small' };
  // On a phone two buttons leave no room for the words beside them.
  if (phone && each.pair && buttons.length > 1) return { ...look, columns: [column('stretch', [...words, set])] };
  // In Teams two lines are taller than a button, and a message has little room for what changes nothing.
  const columns = [column('stretch', words, { ...(phone && detail ? {} : centred), ...opens })];
  if (!phone) columns.push(...beside(each, index).map((items) => column('100px', items, centred)));
  if (!phone && each.initials) {
    const letters = block(run(each.initials, { size: 'small' }), { id: `initials-${index}` });
    columns.unshift(column('34px', letters, centred));
  }
  if (buttons.length > 0) columns.push(column('auto', [set], centred));
  return { ...look, columns };
}

const beside = (each: Row, index: number): Element[][] => [
  ...(each.status ? [block(status(each.status), { id: `beside-${index}` })] : []),
  ...(each.columns ?? []).map((words, at) =>
    text(words, { subtle: true, size: 'small' }, { id: `beside-${index}-${at}` }),
  ),
];

/** Rows, and above those of one stretch what they have in common. */
const rowsOf = (list: Row[], style: Style): Element[] =>
  list.flatMap((each, index) => [
    ...text(begins(list, index) ?? '', { subtle: true, bold: true, size: 'small' }, { spacing: 'medium' }),
    row(each, index, style),
  ]);

/** Columns as wide as their longest cell asks for, within reason. */
function widths(lines: string[][], least: number): { width: number }[] {
  const [head = []] = lines;
  return head.map((_, index) => ({
    width: Math.min(32, Math.max(least, ...lines.map((cells) => cells[index]?.length ?? 0))),
  }));
}

function grid({ columns, rows }: Table, { phone = false }: Style): Section {
  const count = Math.max(columns.length, ...rows.map((cells) => cells.length));
  if (count === 0) return plain([]);
  // Every line as long as the longest, so that no cell is lost.
  const [head = [], ...body] = [columns, ...rows].map((cells) =>
    Array.from({ length: count }, (_, index) => cells[index] ?? ''),
  );
  const line = (cells: string[], look: Look) => ({
    type: 'TableRow',
    cells: cells.map((cell) => ({ type: 'TableCell', items: text(cell, look) })),
  });
  return {
    items: body.map((cells) => line(cells, {})),
    frame: (shown) => [
      {
        type: 'Table',
        spacing: 'medium',
        firstRowAsHeaders: true,
        showGridLines: false,
        columns: widths([head, ...body], phone ? 10 : 6),
        rows: [line(head, { bold: true, size: 'small' }), ...shown],
      },
    ],
  };
}

function image({ alt, png }: NonNullable<Card['image']>): Element {
  return { type: 'Image', url: `data:image/png;base64,${png}`, altText: literal(alt), size: 'stretch' };
}

/** Characters of a bar that is drawn by characters. */
const barLength = 16;

/** A bar, since 1.5 has none of its own: out of two filled columns, or where these are padded, out of characters. */
function bar(done: number, total: number, phone: boolean): Element[] {
  if (phone) {
    const full = Math.floor((done / total) * barLength);
    const rest = run('░'.repeat(barLength - full), { subtle: true });
    return block([...run('█'.repeat(full), { color: 'accent' }), ...rest], { spacing: 'none' });
  }
  const part = (width: number, style: string) =>
    width > 0 ? [column(width, [], { style, minHeight: '8px', spacing: 'none' })] : [];
  const columns = [...part(done, 'accent'), ...part(total - done, 'emphasis')];
  return [{ type: 'ColumnSet', spacing: 'small', columns }];
}

function progress(work: NonNullable<Card['progress']>, { phone = false }: Style): Element[] {
  const total = Math.max(1, Math.round(work.total) || 1);
  const done = Math.min(total, Math.max(0, Math.round(work.done) || 0));
  const percent = `${Math.floor((done / total) * 100)}\u00a0%`;
  const columns = [column('stretch', text(work.label)), column('auto', text(percent, { subtle: true }))];
  return [{ type: 'ColumnSet', spacing: 'medium', columns }, ...bar(done, total, phone)];
}

const opensPage = ({ label, url }: NonNullable<Row['link']>): Element => ({
  type: 'Action.OpenUrl',
  title: literal(label),
  url,
});

const opener = (page: NonNullable<Card['page']>): Element => ({
  type: 'ActionSet',
  actions: [{ ...opensPage(page), style: 'positive' }],
});

/** All of a card but its buttons, in order. */
export function sections(card: Card, style: Style = {}): Section[] {
  return [
    plain(style.titleless ? text(card.state ?? '', { subtle: true }) : heading(card, style)),
    plain((card.text ?? []).flatMap((words) => text(words))),
    facts(card.facts ?? []),
    container('rows', rowsOf(card.rows ?? [], style)),
    plain(card.image && style.image !== false ? [image(card.image)] : []),
    ...(card.table ? [grid(card.table, style)] : []),
    plain(card.progress ? progress(card.progress, style) : []),
    plain(card.page ? [opener(card.page)] : []),
  ];
}

/** Whether a card takes all the room that there is. */
export const isWide = (card: Card): boolean => (card.rows ?? []).length > 0 || card.table !== undefined;
