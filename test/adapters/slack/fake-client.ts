/** What Slack's client makes of a view: the state of its inputs, as it is sent back. */

type Json = Record<string, unknown>;
export interface Sent {
  id: string;
  type: string;
  blocks: Json[];
  state: { values: Record<string, Record<string, Json>> };
  private_metadata: string;
  [key: string]: unknown;
}

/** What an input holds that nobody has touched. */
function untouched(element: Json): Json {
  const { type, initial_value, initial_option, initial_options, initial_conversation } = element;
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
      return { type, value: initial_value ?? null };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: initial_option ?? null };
    case 'conversations_select':
      return { type, selected_conversation: initial_conversation ?? null };
    case 'file_input':
      return { type, files: [] };
    default:
      return { type, selected_options: initial_options ?? [] };
  }
}

/** Plain text comes back with entities in it. */
function mangled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mangled);
  if (typeof value !== 'object' || value === null) return value;
  const each = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mangled(inner)]));
  if (each.type !== 'plain_text' || typeof each.text !== 'string') return each;
  return { ...each, text: each.text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') };
}

/** @param before the view in whose place it came: inputs whose ids are the same keep what a person did to them */
export function sent(view: object, before?: Sent): Sent {
  const { blocks, ...rest } = JSON.parse(JSON.stringify(view)) as Json & { blocks: Json[] };
  const values: Sent['state']['values'] = {};
  for (const { type, block_id, element } of blocks) {
    if (type !== 'input') continue;
    const { action_id } = element as Json;
    const kept = before?.state.values[String(block_id)]?.[String(action_id)];
    values[String(block_id)] = { [String(action_id)]: kept ?? untouched(element as Json) };
  }
  return {
    ...(mangled(rest) as Json),
    id: 'V1',
    hash: 'h',
    blocks: mangled(blocks),
    state: { values },
  } as unknown as Sent;
}

/** The same with options ticked, and the press that tells of it. */
export function tick(view: Sent, blockId: string, ...ticked: string[]): { view: Sent; action: Json } {
  const element = view.blocks.find(({ block_id }) => block_id === blockId)?.element as Json;
  const options = element.options as Json[];
  const selected_options = options.filter(({ value }) => ticked.includes(String(value)));
  const action_id = String(element.action_id);
  const held = { type: String(element.type), selected_options };
  const values = { ...view.state.values, [blockId]: { [action_id]: held } };
  stamp += 1;
  return {
    view: { ...view, state: { values } },
    action: { ...held, block_id: blockId, action_id, action_ts: `1790000000.${stamp}` },
  };
}

let stamp = 100_000;
