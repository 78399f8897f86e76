import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';
import { endLeaver, inLeaver } from './leaver.ts';
import { asTarget, fullName, lockPerson, type Person } from './person.ts';

/**
 * Brings a suspended account back to what it was: active, or still invited (whose link was voided, and must be sent
 * again).
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `not-suspended`, `person-unknown`, `not-allowed`
 */
export const reactivatePerson = mutation(
  'reactivatePerson',
  'user.reactivate',
  async (given, { id }: { id: string }): Promise<Person> => {
    const person = await lockPerson(given, id);
    const ctx = await inLeaver(given, id);
    allow(ctx, 'user.reactivate', asTarget(person));
    if (person.status !== 'suspended') throw new Refusal('not-suspended', { userId: id, name: fullName(person) });
    return reactivate(ctx, person);
  },
);

/** The same for whoever has the right, of someone who is held and suspended. */
export async function reactivate(ctx: Ctx<Tx, Principal>, person: Person): Promise<Person> {
  const { id } = person;
  const status = person.suspendedFrom === 'invited' ? 'invited' : 'active';
  await ctx.db.update(users).set({ status, suspendedFrom: null, suspendedAt: null }).where(eq(users.id, id));
  await endLeaver(ctx, id);
  await audit(ctx, { ...event(ctx, 'user.reactivate', id), details: { to: status } });
  return { ...person, status, suspendedFrom: null };
}
