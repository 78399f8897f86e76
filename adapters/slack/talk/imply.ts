import type { types } from '@slack/bolt';
import { isObject } from '../../../src/lib/json.ts';
import { kindOf } from '../../../src/ui/form-path.ts';
import { packMeta, unpackMeta } from '../packed/meta.ts';
import { pathOf, siblingOf } from '../packed/paths.ts';
import { blocksIn, chosenIn, inputsIn, type ShownInput } from '../read/shown-view.ts';
import { sendable } from './same-view.ts';

/** The options of an input that are to be ticked, or nothing where all of them are already. */
function ticking(target: ShownInput, wanted: Set<string>): unknown[] | undefined {
  const options = Array.isArray(target.element.options) ? target.element.options.filter(isObject) : [];
  const ticked = new Set(chosenIn(target.state, 'selected_options'));
  const next = options.filter(({ value }) => ticked.has(String(value)) || wanted.has(String(value)));
  return next.length > ticked.size ? next : undefined;
}

/** A block with other ticks. Slack keeps what a person ticked as long as the id stays, so it gets another one. */
function reticked(block: Record<string, unknown>, target: ShownInput, options: unknown[], mark: string) {
  return {
    ...block,
    block_id: `${target.path.whole}~${mark}`,
    element: { ...target.element, initial_options: options },
  };
}

/**
 * The whole view as it is after options were ticked that imply others: those are ticked too. Taking a tick away leaves
 * what it implied as it is.
 *
 * @param view the view of a press, with what all of it holds now
 * @param action the press: a field of options that has `implies`
 * @returns nothing where there is nothing to change or to note
 */
export function implied(view: unknown, action: unknown): types.ModalView | undefined {
  const carried = unpackMeta(view);
  if (!carried || !isObject(view) || !isObject(action)) return undefined;
  const path = pathOf(action.block_id);
  const kind = path && kindOf(path);
  const { implies = {}, ticked = {} } = carried;
  if (!path || !kind || !Object.hasOwn(implies, kind)) return undefined;
  const inputs = inputsIn(view);
  const source = inputs.find(({ blockId }) => blockId === action.block_id);
  const tie = implies[kind];
  if (!source || !tie) return undefined;
  const target = inputs.find((input) => input.path.whole === siblingOf(path, tie.field));
  const now = chosenIn(action, 'selected_options');
  const known = Object.hasOwn(ticked, path.whole) ? ticked[path.whole] : undefined;
  const before = new Set(known ?? chosenIn(source.element, 'initial_options'));
  if (now.length === before.size && now.every((value) => before.has(value))) return undefined;
  const fresh = now.filter((value) => !before.has(value) && Object.hasOwn(tie.by, value));
  const options = target && ticking(target, new Set(fresh.flatMap((value) => tie.by[value] ?? [])));
  // Where there is no room to note it, ticking still works; only what is taken away may be ticked again.
  const metadata = packMeta({ ...carried, ticked: { ...ticked, [path.whole]: now } }) ?? String(view.private_metadata);
  // Two ticks in a hurry each see the view before the other: a mark of their own keeps the second from being ignored.
  const mark = typeof action.action_ts === 'string' ? action.action_ts.slice(0, 40) : `${now.length}`;
  const blocks = blocksIn(view).map((block) =>
    options && block.block_id === target.blockId ? reticked(block, target, options, mark) : block,
  );
  return sendable(view, blocks, metadata);
}
