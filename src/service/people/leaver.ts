import { randomUUID } from 'node:crypto';
import { and, desc, eq, gte, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { auditEvents, leavers, users } from '../../../db/schema/index.ts';
import type { Ctx, Tx } from '../context.ts';
import { anyOf } from '../ids.ts';
import { allow } from '../policy.ts';
import { type Holding, holdingsOf } from '../progression/holdings.ts';
import { type Transfer, transfersFrom } from '../progression/transfers.ts';
import { mutation, query } from '../use-case.ts';
import { fullNameOf } from './columns.ts';
import { asTarget, lockTarget, type Person, readPerson } from './person.ts';

/** How far someone's leaving has come. All of it is read from what was done, so that it goes on after any restart. */
export interface Leaver {
  person: Person;
  /** Nothing while they are not suspended; nobody, where the trail does not say who did it. */
  suspended: { at: Date; by: string | null } | null;
  holdings: Holding[];
  /** What was handed over since they were suspended, and still is. */
  transfers: Transfer[];
}

/** @throws Refusal `person-unknown`, `not-allowed` */
export const readLeaver = query(
  'readLeaver',
  'user.suspend',
  async (ctx: Ctx, { id }: { id: string }): Promise<Leaver> => {
    const { db } = ctx;
    const person = await readPerson(ctx, id);
    allow(ctx, 'user.suspend', asTarget(person));
    const suspended = person.status === 'suspended' ? await suspensionOf(ctx, id) : null;
    return {
      person,
      suspended,
      holdings: await holdingsOf(db, ctx.actor.centreId, id),
      transfers: suspended ? await transfersFrom(db, id, suspended.at) : [],
    };
  },
);

async function suspensionOf(ctx: Ctx, id: string): Promise<Leaver['suspended']> {
  const [row] = await ctx.db.select({ at: users.suspendedAt }).from(users).where(eq(users.id, id));
  const at = row?.at;
  if (!at) return null;
  const [event] = await ctx.db
    .select({ by: fullNameOf<string | null>() })
    .from(auditEvents)
    .innerJoin(users, eq(users.id, auditEvents.actorId))
    .where(
      and(
        eq(auditEvents.targetId, id),
        eq(auditEvents.action, 'user.suspend'),
        eq(auditEvents.outcome, 'done'),
        gte(auditEvents.at, at),
      ),
    )
    .orderBy(desc(auditEvents.id))
    .limit(1);
  return { at, by: event?.by ?? null };
}

/** Begins someone's leaving, if it has not begun: from now on its steps share one correlation id. */
export const beginLeaver = mutation(
  'beginLeaver',
  'user.suspend',
  async (ctx, { id }: { id: string }): Promise<void> => {
    const person = await lockTarget(ctx, 'user.suspend', id);
    await ctx.db
      .insert(leavers)
      .values({ id: randomUUID(), centreId: person.centreId, userId: id, startedAt: ctx.clock() })
      .onConflictDoNothing();
  },
  { people: ({ id }) => [id] },
);

/**
 * The same request, under the correlation id of the person's leaving where that is under way. For use cases that hold the
 * person.
 */
export async function inLeaver(ctx: Ctx<Tx>, userId: string): Promise<Ctx<Tx>> {
  const [leaver] = await ctx.db
    .select({ id: leavers.id })
    .from(leavers)
    .where(and(eq(leavers.userId, userId), isNull(leavers.endedAt)));
  return leaver ? { ...ctx, correlationId: leaver.id } : ctx;
}

/** The same for those who are held: of several all is under one correlation id, also of one who is about to leave. */
export const inLeaverOf = async (ctx: Ctx<Tx>, people: Person[]): Promise<Ctx<Tx>> => {
  const [one, other] = people;
  if (!one || other) return ctx;
  if (one.leaverId === undefined) return inLeaver(ctx, one.id);
  return one.leaverId ? { ...ctx, correlationId: one.leaverId } : ctx;
};

/** A part of the statement by which the leaving of these ends: they are gone, or back. */
export const endingLeavers = ({ userIds, at }: Record<'userIds' | 'at', SQLWrapper>): SQL => sql`
  update ${leavers} set ended_at = ${at} where user_id = ${anyOf(userIds)} and ended_at is null`;
