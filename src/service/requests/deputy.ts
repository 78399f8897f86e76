import { and, eq, gt } from 'drizzle-orm';
import { standIns } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { asActor, findById, fullName, lockPerson } from '../people/person.ts';
import { allow, mayAtAll } from '../policy.ts';
import { mutation, queryAll } from '../use-case.ts';

/** Who is told of requests while the actor is away. */
export interface Deputy {
  id: string;
  name: string;
  until: Date;
}

/** The actor's own; nothing where there is none now. */
export const readDeputy = queryAll('readStandIn', 'settings.change', (ctx, _: Record<string, never>) => standInOf(ctx));

async function standInOf(ctx: Ctx<Db>): Promise<Deputy | null> {
  const [row] = await ctx.db
    .select()
    .from(standIns)
    .where(and(eq(standIns.userId, ctx.actor.id), gt(standIns.until, ctx.clock())));
  const person = row && (await findById(ctx, row.standInId));
  return row && person ? { id: person.id, name: fullName(person), until: row.until } : null;
}

/**
 * A coordinator names who is told of requests in their stead until they are back, or takes that back.
 *
 * @param input.standIn nothing: nobody
 * @throws Refusal `stand-in-self`, `stand-in-unfit`, beside `standIn`; `date-past` beside `until`; `person-unknown`
 */
export const setDeputy = mutation(
  'setStandIn',
  'settings.change',
  async (ctx, { standIn }: { standIn: { id: string; until: Date } | null }): Promise<Deputy | null> => {
    allow(ctx, 'settings.change');
    if (!standIn) {
      await ctx.db.delete(standIns).where(eq(standIns.userId, ctx.actor.id));
      await audit(ctx, { ...event(ctx, 'settings.change'), details: { changed: ['standIn'] } });
      return null;
    }
    const { id, until } = standIn;
    if (id === ctx.actor.id) throw new Refusal('stand-in-self', {}, 'standIn');
    const person = await lockPerson(ctx, id);
    const fit = mayAtAll(asActor(person), 'access.decide');
    if (person.status !== 'active' || !fit) throw new Refusal('stand-in-unfit', { name: fullName(person) }, 'standIn');
    if (until <= ctx.clock()) throw new Refusal('date-past', {}, 'until');
    const named = { standInId: id, until };
    await ctx.db
      .insert(standIns)
      .values({ userId: ctx.actor.id, centreId: ctx.actor.centreId, ...named })
      .onConflictDoUpdate({ target: standIns.userId, set: named });
    await audit(ctx, { ...event(ctx, 'settings.change', id), details: { changed: ['standIn'] } });
    return { id, name: fullName(person), until };
  },
);
