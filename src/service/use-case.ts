import { eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../db/prebuilt.ts';
import { doneOnce } from '../../db/schema/index.ts';
import { sha256 } from '../lib/hash.ts';
import { audit } from './audit/event.ts';
import type { Actor, App, Ctx, Db, Pool, Principal, Tx } from './context.ts';
import { isDeadlock, isSiteGone, retryOnce } from './database-errors.ts';
import { Refusal } from './errors.ts';
import { idsIn } from './ids.ts';
import { type Act, allow, NotAllowed } from './policy.ts';
import { inTransaction } from './transaction.ts';

/** Every use case by its act, so that the test of rights can see that none is missing from its table. */
export const useCases = new Map<string, Act>();
/** Those of them that change something. */
export const mutations = new Set<string>();

/** What a job is told of who left it. */
interface LeftToJob {
  actorId: string;
  centreId: string;
  workspaceId: string | null;
  correlationId: string;
}

type UseCase<I, O> = (ctx: Ctx, input: I) => Promise<O>;

/** What is held from the beginning, until the transaction ends. */
interface Holds<I> {
  /**
   * Changes who may do what: one at a time in a centre, so that two coordinators can't demote each other, each with a right that the
   * other has just taken. Where it does so only if it concerns someone who has rights, a function that says whom it concerns: else many
   * such are in a centre at once, and none beside one that is alone.
   */
  onePerCentre?: true | ((input: I) => string[]);
  /** Whom the body locks; said here, that takes no round trip of its own. */
  people?: (input: I, actor: Actor) => string[];
}

interface Options<I> extends Holds<I> {
  /**
   * Only reads, and throws what the body would throw at what a person got wrong: who is refused so is refused before anything is kept
   * for them or begun. The body looks again. What was done already, as {@link isDone} reads it in the same statement, is let pass: what
   * stands in its way since then is no slip of anyone's, and the mutation tells that it is a repeat.
   */
  look?: (ctx: Ctx, input: I) => Promise<void>;
}

/**
 * For `onePerCentre`, where it concerns people who are only found on the way, and held then: nobody's rights change while they are waited
 * for, the actor's among them.
 */
export const noneYet = (): string[] => [];

/**
 * A use case that changes something: one transaction, in which the actor's rights are looked up anew.
 *
 * A second call under the same `ctx.idempotencyKey` is refused with `already-done`; a refusal for lack of rights is
 * written to the audit trail, outside of the transaction that it ends. Where it waited for another that waited for it (a mail that is
 * sent marks first the mail and then the person, a deletion the other way round), and the database ended it, it is done once more; so too
 * where a site left the school meanwhile to which it gives access.
 *
 * @param name the use case's own, unique
 * @param act the right it asks for; the body asks about its target itself
 */
export function mutation<I, O>(
  name: string,
  act: Act,
  body: (ctx: Ctx<Tx>, input: I) => Promise<O>,
  { look, ...holds }: Options<I> = {},
): UseCase<I, O> {
  register(name, act);
  mutations.add(name);
  return (ctx, input) =>
    auditingRefusals(ctx, async () => {
      // Where nothing is to be kept, the body's own look is the only one that it takes.
      if (look && ctx.beforeChange) await look(ctx, input);
      await ctx.beforeChange?.();
      const run = () => inTransaction(ctx, async (ctx) => body(await enter(ctx, act, input, holds), input));
      const done = await retryOnce(run, (error) => isDeadlock(error) || isSiteGone(error));
      ctx.onCommit?.();
      return done;
    });
}

/**
 * How a mutation begins, in one statement: see `enter_mutation` in db/schema.sql.
 *
 * @returns the same request by an actor with the rights of now, with the people held
 * @throws NotAllowed where the actor is nobody, or not active, any more; Refusal `already-done`
 */
async function enter<I>(ctx: Ctx<Tx>, act: Act, input: I, { onePerCentre, people }: Holds<I>): Promise<Ctx<Tx>> {
  const { db, clock } = ctx;
  const { id, centreId } = ctx.actor;
  const held = people?.(input, ctx.actor) ?? [];
  const { rows } = await callEnter(db, {
    id,
    centreId,
    alone: onePerCentre === true,
    concerned: typeof onePerCentre === 'function' ? idsIn(onePerCentre(input)) : null,
    once: markOf(ctx),
    at: clock(),
    held: idsIn(held),
  });
  const { actor, isRepeat } = rows[0]?.entered ?? { actor: null, isRepeat: false };
  if (!actor) throw new NotAllowed(act, null);
  if (isRepeat) throw new Refusal('already-done', {});
  return { ...ctx, actor, held: new Set(held) };
}

interface Entering {
  id: string;
  centreId: string;
  alone: boolean;
  concerned: string[] | null;
  once: string | null;
  at: Date;
  held: string[];
}

const callEnter = prebuilt((db, { id, centreId, alone, concerned, once, at, held }: Values<Entering>) =>
  db.execute<{ entered: { actor: Actor | null; isRepeat: boolean } }>(sql`
    select enter_mutation(${id}, ${centreId}, ${alone}, ${concerned}, ${once}, ${at}, ${held}) as entered`),
);

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

/** One at a time in a centre, until the transaction ends. Before any person is held. */
export async function lockCentre(tx: Tx, centreId: string): Promise<void> {
  await tx.execute(sql`select lock_centre(${centreId}, true)`);
}

/** An active user as the one who acts, with the rights that they have now. */
export async function findActor(db: Db, id: string): Promise<Actor | undefined> {
  const { rows } = await db.execute<{ actor: Actor | null }>(sql`select acting_user(${id}) as actor`);
  return rows[0]?.actor ?? undefined;
}

/** Keys are made by platforms; hashed, they are of a length that an index takes. */
const hashed = (centreId: string, key: string) => `${centreId}:${sha256(key).toString('base64url')}`;

/** What is kept of a request once it is done; nothing, where it has no key. */
export const markOf = ({ actor, idempotencyKey }: Pick<Ctx, 'actor' | 'idempotencyKey'>): string | null =>
  idempotencyKey ? hashed(actor.centreId, idempotencyKey) : null;

/** Whether that was done which has this mark; to be read with others. */
export const isDone = (mark: SQLWrapper): SQL<boolean> =>
  sql<boolean>`exists (select from ${doneOnce} where ${doneOnce.key} = ${mark})`;

/** Whether something was done under this idempotency key. */
export async function wasDone({ db, actor }: Ctx<Pool, Principal>, key: string): Promise<boolean> {
  return (await db.$count(doneOnce, eq(doneOnce.key, hashed(actor.centreId, key)))) > 0;
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
  // What only reads comes this far before it is known whether a platform brings it for the second time.
  await ctx.beforeChange?.();
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
