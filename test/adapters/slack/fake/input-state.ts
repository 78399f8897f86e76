import { elementsOf } from './check.ts';
import type { Block, Element, Json, StateValues } from './types.ts';

/** What each kind of element holds: the property in `state.values`, whether it is a list, and where it starts. */
const holders: Record<string, { property: string; initial: string; many?: boolean }> = {
  plain_text_input: { property: 'value', initial: 'initial_value' },
  email_text_input: { property: 'value', initial: 'initial_value' },
  url_text_input: { property: 'value', initial: 'initial_value' },
  number_input: { property: 'value', initial: 'initial_value' },
  static_select: { property: 'selected_option', initial: 'initial_option' },
  external_select: { property: 'selected_option', initial: 'initial_option' },
  radio_buttons: { property: 'selected_option', initial: 'initial_option' },
  multi_static_select: { property: 'selected_options', initial: 'initial_options', many: true },
  multi_external_select: { property: 'selected_options', initial: 'initial_options', many: true },
  checkboxes: { property: 'selected_options', initial: 'initial_options', many: true },
  users_select: { property: 'selected_user', initial: 'initial_user' },
  multi_users_select: { property: 'selected_users', initial: 'initial_users', many: true },
  channels_select: { property: 'selected_channel', initial: 'initial_channel' },
  multi_channels_select: { property: 'selected_channels', initial: 'initial_channels', many: true },
  conversations_select: { property: 'selected_conversation', initial: 'initial_conversation' },
  multi_conversations_select: {
    property: 'selected_conversations',
    initial: 'initial_conversations',
    many: true,
  },
  datepicker: { property: 'selected_date', initial: 'initial_date' },
  timepicker: { property: 'selected_time', initial: 'initial_time' },
  datetimepicker: { property: 'selected_date_time', initial: 'initial_date_time' },
  file_input: { property: 'files', initial: 'files', many: true },
};

export const holderOf = (element: Element) => holders[element.type];

/** The options of a menu, also those in groups. */
export const optionsOf = (element: Element) => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap((group) => group.options),
];

export const isExternal = (element: Element) => element.type.endsWith('external_select');

function fresh(element: Element): Json | undefined {
  const holder = holderOf(element);
  if (!holder) return undefined;
  const start = holder.initial === holder.property ? undefined : element[holder.initial];
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
