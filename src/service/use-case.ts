import { and, eq } from 'drizzle-orm';
import { centres, doneOnce, users } from '../../db/schema/index.ts';
import { sha256 } from '../lib/hash.ts';
import { audit } from './audit/event.ts';
import type { Actor, App, Ctx, Db, Pool, Principal, Tx } from './context.ts';
import { Refusal } from './errors.ts';
import { siteAdminOf } from './people/columns.ts';
import { type Act, allow, NotAllowed } from './policy.ts';
import { inTransaction } from './transaction.ts';

/** Every use case by its act, so that the test of rights can see that none is missing from its table. */
export const useCases = new Map<string, Act>();

/** What a job is told of who left it. */
interface LeftToJob {
  actorId: string;
  centreId: string;
  workspaceId: string | null;
  correlationId: string;
}

type UseCase<I, O> = (ctx: Ctx, input: I) => Promise<O>;

/**
 * A use case that changes something: one transaction, in which the actor's rights are looked up anew.
 *
 * A second call under the same `ctx.idempotencyKey` is refused with `already-done`; a refusal for lack of rights is
 * written to the audit trail, outside of the transaction that it ends.
 *
 * @param name the use case's own, unique
 * @param act the right it asks for; the body asks about its target itself
 * @param options.onePerCentre changes who may do what: one at a time in a centre, so that two coordinators can't demote each
 *   other, each with a right that the other has just taken
 */
export function mutation<I, O>(
  name: string,
  act: Act,
  body: (ctx: Ctx<Tx>, input: I) => Promise<O>,
  options: { onePerCentre?: boolean } = {},
): UseCase<I, O> {
  register(name, act);
  return (ctx, input) =>
    auditingRefusals(ctx, async () => {
      const done = await inTransaction(ctx, async (ctx) => {
        if (options.onePerCentre) await lockCentre(ctx.db, ctx.actor.centreId);
        const actor = await findActor(ctx.db, ctx.actor.id);
        if (!actor) throw new NotAllowed(act, null);
        if (ctx.idempotencyKey) await refuseRepeat(ctx, ctx.actor.centreId, ctx.idempotencyKey);
        return body({ ...ctx, actor }, input);
      });
      ctx.onCommit?.();
      return done;
    });
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

/** An active user as the one who acts, with the rights that they have now. */
export async function findActor(db: Db, id: string): Promise<Actor | undefined> {
  const [user] = await db
    .select({ id: users.id, centreId: users.centreId, role: users.role, siteAdminOf: siteAdminOf() })
    .from(users)
    .where(and(eq(users.id, id), eq(users.status, 'active')));
  return user;
}

/** Keys are made by platforms; hashed, they are of a length that an index takes. */
const markOf = (centreId: string, key: string) => `${centreId}:${sha256(key).toString('base64url')}`;

/** Whether something was done under this idempotency key. */
export async function wasDone({ db, actor }: Ctx<Pool, Principal>, key: string): Promise<boolean> {
  return (await db.$count(doneOnce, eq(doneOnce.key, markOf(actor.centreId, key)))) > 0;
}

async function refuseRepeat({ db, clock }: App<Tx>, centreId: string, key: string): Promise<void> {
  // A second that comes while the first is still at it waits here for its end.
  const first = await db
    .insert(doneOnce)
    .values({ key: markOf(centreId, key), centreId, at: clock() })
    .onConflictDoNothing()
    .returning({ key: doneOnce.key });
  if (first.length === 0) throw new Refusal('already-done', {});
}

/**
 * The request of someone who left a job to be done, with the rights that they have by now.
 *
 * @throws NotAllowed where they have none any more, which is written down
 */
export function requestOf(
  app: App,
  { actorId, centreId, workspaceId, correlationId }: LeftToJob,
  act: Act,
): Promise<Ctx> {
  const ctx = { ...app, actor: { id: actorId, centreId }, workspaceId, correlationId };
  return auditingRefusals(ctx, async () => {
    const actor = await findActor(app.db, actorId);
    if (!actor) throw new NotAllowed(act, null);
    return { ...ctx, actor };
  });
}

/** A refusal that passes through several who would write it down is written down by the first. */
const writtenDown = new WeakSet<NotAllowed>();

/** Runs it; what is refused for lack of rights goes to the audit trail, once, after what was begun has been undone. */
export async function auditingRefusals<O>(ctx: Ctx<Pool, Principal>, run: () => Promise<O>): Promise<O> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NotAllowed) await auditRefusals(ctx, [error]);
    throw error;
  }
}

/** Writes down a refusal for lack of rights, in a transaction of its own: what was refused has none. */
export const auditRefusal = (ctx: Ctx<Pool, Principal>, refusal: NotAllowed): Promise<void> =>
  auditRefusals(ctx, [refusal]);

/** The same for several; not those that are written down already. */
export async function auditRefusals(ctx: Ctx<Pool, Principal>, refusals: NotAllowed[]): Promise<void> {
  const fresh = refusals.filter((r) => !writtenDown.has(r));
  if (fresh.length === 0) return;
  const entries = fresh.map(({ act, targetId }) => ({
    centreId: ctx.actor.centreId,
    action: act,
    outcome: 'refused' as const,
    actorId: ctx.actor.id,
    workspaceId: ctx.workspaceId,
    targetId,
    correlationId: ctx.correlationId,
  }));
  await inTransaction(ctx, (ctx) => audit(ctx, ...entries));
  for (const refusal of fresh) writtenDown.add(refusal);
}
