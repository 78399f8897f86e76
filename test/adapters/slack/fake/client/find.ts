import { elementsOf } from '../check.ts';
import type { Block, Element, Option } from '../types.ts';

export interface Found {
  block: Block;
  element: Element;
  /** Where a choice of a menu was meant, not a button. */
  option?: Option;
}

export const everyElement = (blocks: Block[]): Found[] =>
  blocks.flatMap((block) => elementsOf(block).map((element) => ({ block, element })));

/** Buttons and choices, each with what is written on it. */
function pressable(blocks: Block[]): { label: string; found: Found }[] {
  return everyElement(blocks).flatMap((found) => [
    ...(found.element.type === 'button' ? [{ label: found.element.text?.text ?? '', found }] : []),
    ...(found.element.options ?? []).map((option) => ({ label: option.text.text, found: { ...found, option } })),
  ]);
}

const labelsOf = (blocks: Block[]) => pressable(blocks).map(({ label }) => label);

/** The first of those with this label. */
export function byLabel(blocks: Block[], label: string): Found {
  const found = pressable(blocks).find((each) => each.label === label)?.found;
  if (!found) throw new Error(`Nothing to press says “${label}”; there is: ${labelsOf(blocks).join(' | ')}`);
  return found;
}

/** By what the app calls it: an action's id, a button's or a choice's value, or both. */
export function byIds(blocks: Block[], ids: { actionId?: string; value?: string }): Found {
  const found = pressable(blocks)
    .map((each) => each.found)
    .find(
      ({ element, option }) =>
        (ids.actionId === undefined || element.action_id === ids.actionId) &&
        (ids.value === undefined || (option ? option.value : element.value) === ids.value),
    );
  if (!found) throw new Error(`Nothing to press has ${JSON.stringify(ids)}`);
  return found;
}

/** A field by its block's id, by the part of it before `~`, or by the action's id. */
export function byField(blocks: Block[], name: string): Found {
  const all = everyElement(blocks);
  const found =
    all.find(({ block }) => block.block_id === name) ??
    all.find(({ block }) => block.block_id?.split('~')[0] === name) ??
    all.find(({ element }) => element.action_id === name);
  if (!found) throw new Error(`No field “${name}”; there are: ${all.map(({ block }) => block.block_id).join(', ')}`);
  return found;
}
