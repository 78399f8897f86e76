import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { centres, doneOnce, users } from '../../db/schema/index.ts';
import { audit } from './audit/event.ts';
import type { Actor, App, Ctx, Tx } from './context.ts';
import { Refusal } from './errors.ts';
import { siteAdminOf } from './people/site-admin-of.ts';
import { type Act, allow, NotAllowed } from './policy.ts';

/** Every use case by its act, so that the test of rights can see that none is missing from its table. */
export const useCases = new Map<string, Act>();

type UseCase<I, O> = (ctx: Ctx, input: I) => Promise<O>;

/**
 * A use case that changes something: one transaction, in which the actor's rights are looked up anew.
 *
 * A second call under the same `ctx.idempotencyKey` is refused with `already-done`; a refusal for lack of rights is written to the
 * audit trail.
 *
 * @param name the use case's own, unique
 * @param act the right it asks for; the body asks about its target itself
 * @param options.alone changes who may do what: one at a time in a centre, so that two coordinators can't demote each
 *   other, each with a right that the other has just taken
 */
export function mutation<I, O>(
  name: string,
  act: Act,
  body: (ctx: Ctx, tx: Tx, input: I) => Promise<O>,
  options: { alone?: boolean } = {},
): UseCase<I, O> {
  register(name, act);
  return (ctx, input) =>
    auditingRefusals(ctx, () =>
      ctx.app.db.transaction(async (tx) => {
        if (options.alone) await lockCentre(tx, ctx.actor.centreId);
        const actor = await currentActor(tx, ctx.actor);
        if (!actor) throw new NotAllowed(act, null);
        if (ctx.idempotencyKey) await once(tx, ctx.app, ctx.actor.centreId, ctx.idempotencyKey);
        return body({ ...ctx, actor }, tx, input);
      }),
    );
}

/** A use case that only reads. */
export function query<I, O>(name: string, act: Act, body: (ctx: Ctx, input: I) => Promise<O>): UseCase<I, O> {
  register(name, act);
  return (ctx, input) => auditingRefusals(ctx, () => body(ctx, input));
}

/** A use case for which there is no target: the right alone decides. */
export function queryAll<I, O>(name: string, act: Act, body: (ctx: Ctx, input: I) => Promise<O>): UseCase<I, O> {
  return query(name, act, async (ctx, input) => {
    allow(ctx, act);
    return body(ctx, input);
  });
}

function register(name: string, act: Act): void {
  if (useCases.has(name)) throw new Error(`two use cases are named ${name}`);
  useCases.set(name, act);
}

/** One at a time in a centre, until the transaction ends. */
export async function lockCentre(tx: Tx, centreId: string): Promise<void> {
  // "No key": rows that merely refer to the centre are added all the same.
  await tx.select({ id: centres.id }).from(centres).where(eq(centres.id, centreId)).for('no key update');
}

/** The rights of the actor as they are now; nothing if they are no longer active. */
async function currentActor(tx: Tx, actor: Actor): Promise<Actor | undefined> {
  const [user] = await tx
    .select({
      id: users.id,
      centreId: users.centreId,
      role: users.role,
      siteAdminOf: siteAdminOf(),
    })
    .from(users)
    .where(and(eq(users.id, actor.id), eq(users.status, 'active')));
  return user;
}

async function once(tx: Tx, app: App, centreId: string, key: string): Promise<void> {
  // Keys are made by platforms; hashed, they are of a length that an index takes.
  const hashed = createHash('sha256').update(key).digest('base64url');
  // A second that comes while the first is still at it waits here for its end.
  const first = await tx
    .insert(doneOnce)
    .values({ key: `${centreId}:${hashed}`, centreId, at: app.clock() })
    .onConflictDoNothing()
    .returning({ key: doneOnce.key });
  if (first.length === 0) throw new Refusal('already-done', {});
}

/** Runs it; what is refused for lack of rights goes to the audit trail, after what was begun has been undone. */
export async function auditingRefusals<O>(ctx: Ctx, run: () => Promise<O>): Promise<O> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NotAllowed) await auditRefusal(ctx, error);
    throw error;
  }
}

/** Writes down a refusal for lack of rights, in a transaction of its own: what was refused has none. */
export async function auditRefusal(ctx: Ctx, { act, targetId }: NotAllowed): Promise<void> {
  await ctx.app.db.transaction((tx) =>
    audit(tx, ctx.app, {
      centreId: ctx.actor.centreId,
      action: act,
      outcome: 'refused',
      actorId: ctx.actor.id,
      workspaceId: ctx.workspaceId,
      targetId,
      correlationId: ctx.correlationId,
    }),
  );
}
