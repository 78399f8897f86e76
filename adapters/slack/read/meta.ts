import { isObject } from '../../../src/lib/json.ts';
import type { Action } from '../../../src/ui/card.ts';
import { limits } from '../render/limits.ts';
import { packAction, readJson, safeJson, unpackAction } from './actions.ts';

/** Where a view came from, as it came back. */
export type Origin = { [key: string]: string | boolean | undefined };

export interface FormMeta {
  action: Action;
  /** Where the form was asked for, in the adapter's own words: strings and booleans, about 400 characters in all. */
  origin: object;
}

/** What a view carries to and fro in its `private_metadata`, beside the form's action. */
export interface Carried {
  action?: Action;
  origin: object;
  /** By the path of a field without its row: which field it ticks, and what there. */
  implies?: Record<string, { field: string; by: Record<string, string[]> }>;
  /** By the path of a field that implies: what was ticked when it was last looked at. */
  ticked?: Record<string, string[]>;
}

/** As much as a view may carry; nothing where it would be too much. */
export function packMeta({ action, origin, implies, ticked }: Carried): string | undefined {
  const packed: { [key: string]: unknown } = { o: origin };
  if (action) packed.a = packAction(action);
  if (implies && Object.keys(implies).length > 0) packed.i = implies;
  if (ticked && Object.keys(ticked).length > 0) packed.t = ticked;
  const text = safeJson(packed);
  return text.length <= limits.view.metadata ? text : undefined;
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The strings in what should be a list of them. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

const lists = (value: unknown) => Object.fromEntries(entries(value).map(([key, list]) => [key, strings(list)]));

/** What a view that came back carries, shape alone; nothing if it is not one of ours. */
export function unpackMeta(view: unknown): (Carried & { origin: Origin }) | undefined {
  const packed = isObject(view) ? readJson(view.private_metadata) : undefined;
  if (!packed || !isObject(packed.o)) return undefined;
  const action = unpackAction(packed.a);
  const implies = entries(packed.i).flatMap(([path, tie]) =>
    isObject(tie) && typeof tie.field === 'string' ? [[path, { field: tie.field, by: lists(tie.by) }] as const] : [],
  );
  return {
    origin: Object.fromEntries(
      entries(packed.o).filter(
        (entry): entry is [string, string | boolean] => typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
      ),
    ),
    ...(action ? { action } : {}),
    implies: Object.fromEntries(implies),
    ticked: lists(packed.t),
  };
}

/** The action of a form and where it came from, of a view that came back; nothing if it is not a form of ours. */
export function readMeta(view: unknown): (FormMeta & { origin: Origin }) | undefined {
  const { action, origin } = unpackMeta(view) ?? {};
  return action && origin ? { action, origin } : undefined;
}

/** Where a view that came back was opened from, a form or not. */
export function readOrigin(view: unknown): Origin | undefined {
  return unpackMeta(view)?.origin;
}
