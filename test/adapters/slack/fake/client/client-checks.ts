import { holderOf } from '../input-state.ts';
import type { View } from '../types.ts';

/** What Slack's own client says before it sends a form, by block; empty when it would send it. */
export function clientErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { type, block_id: blockId = '', element, optional } of view.blocks) {
    if (type !== 'input' || !element) continue;
    const held = view.state.values[blockId]?.[element.action_id ?? '']?.[holderOf(element)?.property ?? ''];
    const empty = held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0);
    if (empty) {
      if (!optional) errors[blockId] = 'Please complete this required field.';
      continue;
    }
    if (typeof held !== 'string') continue;
    const { min_length: min = 0, max_length: max = 3_000 } = element;
    if (held.length > max) errors[blockId] = `Must be no more than ${max} characters`;
    if (held.length < min) errors[blockId] = `Must be at least ${min} characters`;
    if (element.type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(held)) {
      errors[blockId] = 'Please enter a valid email address.';
    }
  }
  return errors;
}
