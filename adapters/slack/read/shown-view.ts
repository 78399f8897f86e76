import { isObject } from '../../../src/lib/json.ts';
import type { Path } from '../../../src/ui/form-path.ts';
import { pathOf } from '../packed/paths.ts';

/** An input block of a view that came back, and what it holds; none of it is trusted. */
export interface ShownInput {
  path: Path;
  blockId: string;
  element: Record<string, unknown>;
  /** What Slack's client holds for it; nothing where it was left as it was empty. */
  state: Record<string, unknown>;
}

const own = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

export function blocksIn(view: unknown): Record<string, unknown>[] {
  const blocks = own(view, 'blocks');
  return Array.isArray(blocks) ? blocks.filter(isObject) : [];
}

/** The inputs of a view that came back, whose ids are paths of fields. */
export function inputsIn(view: unknown): ShownInput[] {
  const values = own(own(view, 'state'), 'values');
  return blocksIn(view).flatMap(({ type, block_id, element }) => {
    const path = pathOf(block_id);
    if (type !== 'input' || !path || !isObject(element) || typeof element.action_id !== 'string') return [];
    const state = own(own(values, String(block_id)), element.action_id);
    return [{ path, blockId: String(block_id), element, state: isObject(state) ? state : {} }];
  });
}

/** The values of the options that are ticked. */
export function chosenIn(holder: Record<string, unknown>, key: 'selected_options' | 'initial_options'): string[] {
  const options = holder[key];
  if (!Array.isArray(options)) return [];
  return options.flatMap((each) => (isObject(each) && typeof each.value === 'string' ? [each.value] : []));
}
