import { and, asc, eq, inArray } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { findBoth, type Person } from '../people/person.ts';

/**
 * Two people, held until the transaction ends. Always in the order of their ids, so that a transfer from one to the other
 * and one back can't wait for each other; whoever imports, suspends or deletes holds the same rows, and so waits.
 *
 * @throws Refusal `person-unknown`, also for one of another centre
 */
export async function lockBoth(ctx: Ctx<Tx>, a: string, b: string): Promise<[Person, Person]> {
  await ctx.db
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, [a, b]), eq(users.centreId, ctx.actor.centreId)))
    .orderBy(asc(users.id))
    .for('no key update');
  const [first, second] = await findBoth(ctx, a, b);
  if (!first || !second) throw new Refusal('person-unknown', {});
  return [first, second];
}
