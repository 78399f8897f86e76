import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { auditEvents, users } from '../../../db/schema/index.ts';
import type { Ctx } from '../context.ts';
import { allow } from '../policy.ts';
import { type Holding, holdingsOf } from '../progression/holdings.ts';
import { type Transfer, transfersFrom } from '../progression/transfers.ts';
import { query } from '../use-case.ts';
import { asTarget, type Person, readPerson } from './person.ts';

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
    .select({ by: sql<string | null>`${users.firstName} || ' ' || ${users.lastName}` })
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
