import { and, eq, gt } from 'drizzle-orm';
import { deputies } from '../../../db/schema/index.ts';
import { fullName } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { asActor, findById, lockPerson } from '../people/person.ts';
import { allow, mayAtAll } from '../policy.ts';
import { mutation, queryAll } from '../use-case.ts';

/** Who is told of requests while the actor is away. */
export interface Deputy {
  id: string;
  name: string;
  until: Date;
}

/** The actor's own; nothing where there is none now. */
export const readDeputy = queryAll('readDeputy', 'settings.change', (ctx, _: Record<string, never>) => deputyOf(ctx));

async function deputyOf(ctx: Ctx<Db>): Promise<Deputy | null> {
  const [row] = await ctx.db
    .select()
    .from(deputies)
    .where(and(eq(deputies.userId, ctx.actor.id), gt(deputies.until, ctx.clock())));
  const person = row && (await findById(ctx, row.deputyId));
  return row && person ? { id: person.id, name: fullName(person), until: row.until } : null;
}

/**
 * A coordinator names who is told of requests in their stead until they are back, or takes that back.
 *
 * @param input.deputy nothing: nobody
 * @throws Refusal `deputy-self`, `deputy-unfit`, beside `standIn`; `date-past` beside `until`; `person-unknown`
 */
export const setDeputy = mutation(
  'setDeputy',
  'settings.change',
  async (ctx, { deputy }: { deputy: { id: string; until: Date } | null }): Promise<Deputy | null> => {
    allow(ctx, 'settings.change');
    if (!deputy) {
      await ctx.db.delete(deputies).where(eq(deputies.userId, ctx.actor.id));
      await audit(ctx, { ...event(ctx, 'settings.change'), details: { changed: ['standIn'] } });
      return null;
    }
    const { id, until } = deputy;
    if (id === ctx.actor.id) throw new Refusal('deputy-self', {}, 'standIn');
    const person = await lockPerson(ctx, id);
    const fit = mayAtAll(asActor(person), 'access.decide');
    if (person.status !== 'active' || !fit) throw new Refusal('deputy-unfit', { name: fullName(person) }, 'standIn');
    if (until <= ctx.clock()) throw new Refusal('date-past', {}, 'until');
    const named = { deputyId: id, until };
    await ctx.db
      .insert(deputies)
      .values({ userId: ctx.actor.id, centreId: ctx.actor.centreId, ...named })
      .onConflictDoUpdate({ target: deputies.userId, set: named });
    await audit(ctx, { ...event(ctx, 'settings.change', id), details: { changed: ['standIn'] } });
    return { id, name: fullName(person), until };
  },
  { people: ({ deputy }) => (deputy ? [deputy.id] : []) },
);
