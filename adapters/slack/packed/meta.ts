import { isObject, objectOf, stringsOf } from '../../../src/lib/json.ts';
import type { Action } from '../../../src/ui/card.ts';
import { limits } from '../limits.ts';
import { packAction, readJson, safeJson, unpackAction } from './action.ts';

/** Where an answer can go. It travels with a form, so that what is filled in is answered where it was asked for. */
export interface Origin {
  channel?: string;
  /** Answers in private in a channel that the bot need not be in; good for half an hour and five answers. */
  respond?: string;
  /** Asked for on the bot's own page, or in a dialog over it: there is no conversation. */
  home?: boolean;
  /** In the person's own chat with the bot, where a message that stays is private already. */
  own?: boolean;
  /** The thread that it was asked in, by the message that it begins with. */
  thread?: string;
  /** The message with the button that asked for it, which an answer may take the place of; whether only one person sees it. */
  ts?: string;
  one?: boolean;
  /** On a Grid, the workspace: installed for all of it, a dialog comes back without. */
  team?: string;
}

/** What a view carries to and fro in its `private_metadata`, beside the form's action. */
export interface Carried {
  action?: Action;
  origin: Origin;
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

const entries = (value: unknown) => Object.entries(objectOf(value));

const lists = (value: unknown) => Object.fromEntries(entries(value).map(([key, list]) => [key, stringsOf(list)]));

function originIn({ channel, respond, thread, ts, team, home, own, one }: Record<string, unknown>): Origin {
  return {
    ...(typeof channel === 'string' && { channel }),
    ...(typeof respond === 'string' && { respond }),
    ...(typeof thread === 'string' && { thread }),
    ...(typeof ts === 'string' && { ts }),
    ...(typeof team === 'string' && { team }),
    ...(home === true && { home }),
    ...(own === true && { own }),
    ...(one === true && { one }),
  };
}

/** What a view that came back carries, shape alone; nothing if it is not one of ours. */
export function unpackMeta(view: unknown): Carried | undefined {
  const packed = readJson(objectOf(view).private_metadata);
  if (!packed || !isObject(packed.o)) return undefined;
  const action = unpackAction(packed.a);
  const implies = entries(packed.i).flatMap(([path, tie]) =>
    isObject(tie) && typeof tie.field === 'string' ? [[path, { field: tie.field, by: lists(tie.by) }] as const] : [],
  );
  return {
    origin: originIn(packed.o),
    ...(action && { action }),
    implies: Object.fromEntries(implies),
    ticked: lists(packed.t),
  };
}

/** The action of a form, of a view that came back; nothing if it is not a form of ours. */
export const formActionIn = (view: unknown): Action | undefined => unpackMeta(view)?.action;
