import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { voidLinks } from '../passwords/links.ts';
import { allow } from '../policy.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { mutation } from '../use-case.ts';
import { refuseLastCoordinator } from './last-coordinator.ts';
import { inLeaver } from './leaver.ts';
import { asTarget, fullName, lockPerson, type Person } from './person.ts';

/**
 * Suspends an account: no sign-in to any site, every session is over and every outstanding link void at once.
 *
 * @throws Refusal `already-suspended`, `last-coordinator`, `person-unknown`, `not-allowed`
 */
export const suspendPerson = mutation(
  'suspendPerson',
  'user.suspend',
  async (given, tx, { id, reason }: { id: string; reason?: string }): Promise<Person> => {
    const person = await lockPerson(tx, given.actor.centreId, id);
    const ctx = await inLeaver(tx, given, id);
    allow(ctx, 'user.suspend', asTarget(person));
    if (person.status === 'suspended') throw new Refusal('already-suspended', { userId: id, name: fullName(person) });
    return suspend(tx, ctx, person, reason);
  },
  { alone: true },
);

/** The same for whoever has the right, of someone who is held and not suspended, in a change made alone in the centre. */
export async function suspend(tx: Tx, principal: Principal, person: Person, reason?: string): Promise<Person> {
  const { id } = person;
  await refuseLastCoordinator(tx, person);
  await tx
    .update(users)
    .set({ status: 'suspended', suspendedFrom: person.status, suspendedAt: principal.app.clock() })
    .where(eq(users.id, id));
  await voidLinks(tx, principal.app, id, ['set-up', 'reset', 'confirm-email']);
  await endSessions(tx, principal.app, id);
  await audit(tx, principal.app, { ...event(principal, 'user.suspend', id), reason: reason || null });
  return { ...person, status: 'suspended', suspendedFrom: person.status };
}
