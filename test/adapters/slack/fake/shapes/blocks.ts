import { limits } from '../limits.ts';
import { boolean, byType, list, type Note, object, oneOf, required, type Shape, string } from '../schema.ts';
import type { Block } from '../types.ts';
import { elements } from './elements.ts';
import { plain, text, textLength } from './texts.ts';

export type Surface = 'message' | 'modal' | 'home';

const block = { type: required(string()), block_id: string({ min: 1, max: limits.id }) };

const pick = (...names: string[]): Record<string, Shape> =>
  Object.fromEntries(Object.entries(elements).filter(([name]) => names.includes(name)));

const selects = Object.keys(elements).filter((name) => name.endsWith('_select'));
const pickers = [...selects, 'checkboxes', 'radio_buttons'];

function saysSomething(value: unknown, at: string, note: Note): void {
  const { text: words, fields } = value as Block;
  if (!words && !fields) note(at, 'missing required field: text');
}

const cell = byType({ raw_text: object({ type: required(string()), text: required(string({ min: 1 })) }) });

function tableFits(value: unknown, at: string, note: Note): void {
  if (textLength(value) > limits.tableText) note(at, 'table is too large');
  const widths = (value as { rows?: unknown[][] }).rows?.map((row) => row?.length) ?? [];
  if (new Set(widths).size > 1) note(at, 'rows must have the same number of cells');
}

/** Those that the app uses; Slack has more. */
const everywhere: Record<string, Shape> = {
  section: object(
    {
      ...block,
      text: text(limits.sectionText),
      fields: list(text(limits.fieldText), { min: 1, max: limits.sectionFields }),
      accessory: byType(pick('button', 'overflow', ...pickers)),
    },
    saysSomething,
  ),
  divider: object(block),
  header: object({ ...block, text: required(plain(limits.header)) }),
  context: object({ ...block, elements: required(list(text(limits.sectionText), { min: 1, max: limits.context })) }),
  actions: object({
    ...block,
    elements: required(list(byType(pick('button', 'overflow', ...pickers)), { min: 1, max: limits.actions })),
  }),
};

const input = (...more: string[]) =>
  object({
    ...block,
    label: required(plain(limits.label)),
    hint: plain(limits.label),
    optional: boolean,
    dispatch_action: boolean,
    element: required(byType(pick(...pickers, 'plain_text_input', 'email_text_input', ...more))),
  });

export const blocks: Record<Surface, Record<string, Shape>> = {
  message: {
    ...everywhere,
    table: object(
      {
        ...block,
        rows: required(list(list(cell, { min: 1, max: limits.tableColumns }), { min: 1, max: limits.tableRows })),
        column_settings: list(object({ align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), {
          max: limits.tableColumns,
        }),
      },
      tableFits,
    ),
  },
  modal: { ...everywhere, input: input('file_input') },
  home: { ...everywhere, input: input() },
};
