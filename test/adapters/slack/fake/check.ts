import { isObject } from '../../../../src/lib/json.ts';
import { limits } from './limits.ts';
import { boolean, byType, list, type Note, object, oneOf, required, type Shape, string } from './schema.ts';
import { blocks as blockShapes, type Surface } from './shapes/blocks.ts';
import { option, plain, textLength } from './shapes/texts.ts';
import type { Block, Element } from './types.ts';

/** What is wrong, in Slack's words with a JSON pointer; empty when nothing is. */
export type Complaints = string[];

function collect(check: (note: Note) => void): Complaints {
  const found: Complaints = [];
  check((at, message) => found.push(`[ERROR] ${message} [json-pointer:${at}]`));
  return found;
}

/** A block's interactive elements, wherever they sit. */
export function elementsOf(block: Block): Element[] {
  const among = Array.isArray(block.elements) && block.type === 'actions' ? block.elements : [];
  return [...among, block.element, block.accessory].filter((each): each is Element => isObject(each));
}

function noDuplicates(ids: (string | undefined)[], what: string, at: string, note: Note): void {
  const given = ids.filter((id): id is string => typeof id === 'string');
  for (const id of new Set(given)) {
    if (given.filter((each) => each === id).length > 1) note(at, `${what} "${id}" already exists`);
  }
}

function checkBlockList(value: unknown, surface: Surface, at: string, note: Note): void {
  const max = surface === 'message' ? limits.messageBlocks : limits.viewBlocks;
  list(byType(blockShapes[surface]), { max })(value, at, note);
  if (!Array.isArray(value)) return;
  const blocks = value.filter(isObject) as unknown as Block[];
  noDuplicates(
    blocks.map((each) => each.block_id),
    'block_id',
    at,
    note,
  );
  for (const [index, block] of blocks.entries()) {
    const ids = elementsOf(block).map((each) => each.action_id);
    noDuplicates(ids, 'action_id', `${at}/${index}`, note);
  }
  if (blocks.filter((each) => each.type === 'table').length > 1) note(at, 'only one table is allowed');
}

export function checkBlocks(value: unknown, surface: Surface): Complaints {
  return collect((note) => checkBlockList(value, surface, '/blocks', note));
}

/** Slack refuses blocks with more text than this, whatever their number. */
export function tooMuchText(value: unknown): boolean {
  return textLength(value) > limits.blocksText;
}

const anything: Shape = () => {};

const common = {
  type: required(oneOf('modal', 'home')),
  blocks: required(anything),
  private_metadata: string({ max: limits.privateMetadata }),
  callback_id: string({ max: limits.id }),
  external_id: string({ max: limits.id }),
};

const modal = object(
  {
    ...common,
    title: required(plain(limits.viewTitle)),
    submit: plain(limits.viewButton),
    close: plain(limits.viewButton),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
  (value, at, note) => {
    const { blocks, submit } = value as { blocks?: Block[]; submit?: unknown };
    if (!submit && Array.isArray(blocks) && blocks.some((each) => each?.type === 'input')) {
      note(at, 'submit is required when an input block is in blocks');
    }
  },
);

/** @param type what the method takes: `views.publish` home tabs only, the others modals only */
export function checkView(value: unknown, type: 'modal' | 'home'): Complaints {
  return collect((note) => {
    if (!isObject(value)) return note('/view', 'must be an object');
    if (value.type !== type) note('/view/type', `must be ${type}`);
    (type === 'modal' ? modal : object(common))(value, '/view', note);
    checkBlockList(value.blocks, type, '/view/blocks', note);
  });
}

export const viewTooLarge = (value: unknown) => Buffer.byteLength(JSON.stringify(value ?? null)) > limits.viewBytes;

const suggestions = object({ options: required(list(option, { max: limits.suggestions })) });

/** The answer to a search in a select menu. */
export function checkSuggestions(value: unknown): Complaints {
  return collect((note) => suggestions(value, '', note));
}
