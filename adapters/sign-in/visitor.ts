import type { App } from '../../src/service/context.ts';
import { findVisitor, type Visitor } from '../../src/service/sign-in/entry.ts';
import type { Context } from './oidc-library.ts';

const found = new WeakMap<Context, Map<string, Promise<Visitor | undefined>>>();

/** Who stands before the site that a request is about; looked up once in a request. */
export function visitorOf(app: App, ctx: Context, userId: string | undefined): Promise<Visitor | undefined> {
  const clientId = ctx.oidc.client?.clientId;
  if (!userId || !clientId) return Promise.resolve(undefined);
  const known = found.get(ctx) ?? new Map<string, Promise<Visitor | undefined>>();
  found.set(ctx, known);
  const visitor = known.get(userId) ?? findVisitor(app, userId, clientId);
  known.set(userId, visitor);
  return visitor;
}
