import { stateOf } from './fake/input-state.ts';
import type { Block, Element, Json, StateValues } from './fake/types.ts';

/** What Slack's client makes of a view: the state of its inputs, as it is sent back. */
export interface Sent {
  id: string;
  type: string;
  blocks: Block[];
  state: { values: StateValues };
  private_metadata: string;
  [key: string]: unknown;
}

/** Plain text comes back with entities in it. */
export function withEntities<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, each) =>
    each?.type === 'plain_text' && typeof each.text === 'string'
      ? { ...each, text: each.text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') }
      : each,
  );
}

/** @param before the view in whose place it came: inputs whose ids are the same keep what a person did to them */
export function sent(view: object, before?: Sent): Sent {
  const { blocks } = JSON.parse(JSON.stringify(view)) as Sent;
  const values = stateOf(blocks, before?.state.values);
  return { ...withEntities(view as Sent), id: 'V1', hash: 'h', state: { values } };
}

/** The same with options ticked, and the press that tells of it. */
export function tick(view: Sent, blockId: string, ...ticked: string[]): { view: Sent; action: Json } {
  const element = view.blocks.find(({ block_id }) => block_id === blockId)?.element as Element;
  const selected_options = (element.options ?? []).filter(({ value = '' }) => ticked.includes(value));
  const action_id = String(element.action_id);
  const held = { type: element.type, selected_options };
  const values = { ...view.state.values, [blockId]: { [action_id]: held } };
  stamp += 1;
  return {
    view: { ...view, state: { values } },
    action: { ...held, block_id: blockId, action_id, action_ts: `1790000000.${stamp}` },
  };
}

let stamp = 100_000;
