import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';
import { endLeaver, inLeaver } from './leaver.ts';
import { asTarget, fullName, lockPerson, type Person } from './person.ts';

/**
 * Brings a suspended account back to what it was: active, or still invited (whose link was voided, and must be sent
 * again).
 *
 * @throws Refusal `not-suspended`, `person-unknown`, `not-allowed`
 */
export const reactivatePerson = mutation(
  'reactivatePerson',
  'user.reactivate',
  async (given, tx, { id }: { id: string }): Promise<Person> => {
    const person = await lockPerson(tx, given.actor.centreId, id);
    const ctx = await inLeaver(tx, given, id);
    allow(ctx, 'user.reactivate', asTarget(person));
    if (person.status !== 'suspended') throw new Refusal('not-suspended', { userId: id, name: fullName(person) });
    return reactivate(tx, ctx, person);
  },
);

/** The same for whoever has the right, of someone who is held and suspended. */
export async function reactivate(tx: Tx, principal: Principal, person: Person): Promise<Person> {
  const { id } = person;
  const status = person.suspendedFrom === 'invited' ? 'invited' : 'active';
  await tx.update(users).set({ status, suspendedFrom: null, suspendedAt: null }).where(eq(users.id, id));
  await endLeaver(tx, principal, id);
  await audit(tx, principal.app, { ...event(principal, 'user.reactivate', id), details: { to: status } });
  return { ...person, status, suspendedFrom: null };
}
