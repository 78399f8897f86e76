import { and, eq, gt } from 'drizzle-orm';
import { standIns } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { findById, fullName, lockPerson } from '../people/person.ts';
import { allow, mayAtAll } from '../policy.ts';
import { mutation, queryAll } from '../use-case.ts';

/** Who is told of requests while the actor is away. */
export interface Deputy {
  id: string;
  name: string;
  until: Date;
}

/** The actor's own; nothing where there is none now. */
export const readDeputy = queryAll('readStandIn', 'settings.change', (ctx, _: Record<string, never>) =>
  standInOf(ctx, ctx.app.db),
);

async function standInOf(ctx: Ctx, db: Db | Tx): Promise<Deputy | null> {
  const [row] = await db
    .select()
    .from(standIns)
    .where(and(eq(standIns.userId, ctx.actor.id), gt(standIns.until, ctx.app.clock())));
  const person = row && (await findById(db, ctx.actor.centreId, row.standInId));
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
  async (ctx, tx, { standIn }: { standIn: { id: string; until: Date } | null }): Promise<Deputy | null> => {
    allow(ctx, 'settings.change');
    if (!standIn) {
      await tx.delete(standIns).where(eq(standIns.userId, ctx.actor.id));
      await audit(tx, ctx.app, { ...event(ctx, 'settings.change'), details: { changed: ['standIn'] } });
      return null;
    }
    const { id, until } = standIn;
    if (id === ctx.actor.id) throw new Refusal('stand-in-self', {}, 'standIn');
    const person = await lockPerson(tx, ctx.actor.centreId, id);
    const siteAdminOf = person.access.filter((a) => a.siteAdmin).map((a) => a.site);
    const fit = mayAtAll({ ...person, siteAdminOf }, 'access.decide');
    if (person.status !== 'active' || !fit) throw new Refusal('stand-in-unfit', { name: fullName(person) }, 'standIn');
    if (until <= ctx.app.clock()) throw new Refusal('date-past', {}, 'until');
    const named = { standInId: id, until };
    await tx
      .insert(standIns)
      .values({ userId: ctx.actor.id, centreId: ctx.actor.centreId, ...named })
      .onConflictDoUpdate({ target: standIns.userId, set: named });
    await audit(tx, ctx.app, { ...event(ctx, 'settings.change', id), details: { changed: ['standIn'] } });
    return { id, name: fullName(person), until };
  },
);
