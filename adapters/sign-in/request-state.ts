import type { IncomingMessage } from 'node:http';
import type { App } from '../../src/service/context.ts';
import { findVisitor, type Visitor } from '../../src/service/sign-in/entry.ts';
import type { SiteOfCentre } from '../../src/service/sign-in/page-names.ts';
import type { AtClient } from '../../src/service/sign-in/read-ahead.ts';
import type { Kept, Payload } from '../../src/service/sign-in/records.ts';
import type { Context } from './oidc-library.ts';

/**
 * What is known of one request of the library's, and what it has yet to keep. The library asks for each thing by itself, and has each
 * kept by itself; what can be read at once is, and what belongs together is written at once.
 */
interface RequestState {
  /** The site, and who comes to it, where they were read ahead. */
  at?: AtClient | undefined;
  /** The same site, for a page on which someone signs in to it. */
  site?: SiteOfCentre | undefined;
  /** What was read ahead of what the library keeps, by {@link keyOf}; each is taken once. */
  records: Map<string, Payload | undefined>;
  visitors: Map<string, Promise<Visitor | undefined>>;
  /** What a site is given, to be kept with the session that it is given in. */
  given: Kept[];
  /** The sign-in that was gone through, to be taken away with that. */
  through?: string | undefined;
  /** The session could not be kept, and whoever it is of is told so. */
  notKept?: boolean;
  /** The code that is used, to be used up with the token that it is used for. */
  code?: string | undefined;
}

const carried = new WeakMap<IncomingMessage, Payload>();

/** Has a request go on with a sign-in that is not kept as it is by now: with what came of its pages. */
export const carry = (req: IncomingMessage, interaction: Payload): void => void carried.set(req, interaction);
export const carriedBy = (req: IncomingMessage): Payload | undefined => carried.get(req);

const states = new WeakMap<Context, RequestState>();

export function stateOf(ctx: Context): RequestState {
  const state = states.get(ctx) ?? { records: new Map(), visitors: new Map(), given: [] };
  states.set(ctx, state);
  return state;
}

/** @param id by which the library asks for it; a session's is the one that stays */
export const keyOf = (model: string, id: string): string => `${model} ${id}`;

/** Who stands before the site that a request is about; looked up once in a request. */
export function visitorOf(app: App, ctx: Context, userId: string | undefined): Promise<Visitor | undefined> {
  const clientId = ctx.oidc.client?.clientId;
  if (!userId || !clientId) return Promise.resolve(undefined);
  const { at, visitors } = stateOf(ctx);
  if (at?.userId === userId && at.clientId === clientId) return Promise.resolve(at.visitor);
  const visitor = visitors.get(userId) ?? findVisitor(app, userId, clientId);
  visitors.set(userId, visitor);
  return visitor;
}
