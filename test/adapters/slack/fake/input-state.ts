import { elementsOf } from './check.ts';
import type { Block, Element, Json, StateValues } from './types.ts';

const words = { property: 'value', initial: 'initial_value', many: false };
const one = { property: 'selected_option', initial: 'initial_option', many: false };
const several = { property: 'selected_options', initial: 'initial_options', many: true };

/** What each kind of element holds: the property in `state.values`, where it starts, and whether it is a list. */
const holders: Record<string, { property: string; initial?: string; many: boolean }> = {
  plain_text_input: words,
  email_text_input: words,
  static_select: one,
  external_select: one,
  multi_external_select: several,
  radio_buttons: one,
  multi_static_select: several,
  checkboxes: several,
  conversations_select: { property: 'selected_conversation', initial: 'initial_conversation', many: false },
  file_input: { property: 'files', many: true },
};

export const holderOf = (element: Element) => holders[element.type];

export const isExternal = (element: Element) => element.type.endsWith('external_select');

function fresh(element: Element): Json | undefined {
  const holder = holderOf(element);
  if (!holder) return undefined;
  const start = holder.initial && element[holder.initial];
  return { type: element.type, [holder.property]: structuredClone(start) ?? (holder.many ? [] : null) };
}

/**
 * The state of a view's or a message's elements. What was typed stays where block and action keep their ids, as in
 * Slack's own client; what has another id starts afresh.
 */
export function stateOf(blocks: Block[], before: StateValues = {}): StateValues {
  const values: StateValues = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const { block_id: blockId = '' } = block;
      const { action_id: actionId = '' } = element;
      const start = fresh(element);
      if (!start) continue;
      const kept = before[blockId]?.[actionId];
      values[blockId] = { ...values[blockId], [actionId]: kept?.type === element.type ? kept : start };
    }
  }
  return values;
}
