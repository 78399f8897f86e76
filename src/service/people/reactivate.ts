import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { change } from '../use-case.ts';
import { endLeaver, inLeaver } from './leaver.ts';
import { asTarget, fullName, hold, type Person } from './person.ts';

/**
 * Brings a suspended account back to what it was: active, or still invited (whose link was voided, and must be sent
 * again).
 *
 * @throws Refusal `not-suspended`, `person-unknown`, `not-allowed`
 */
export const reactivatePerson = change(
  'reactivatePerson',
  'user.reactivate',
  async (given, tx, { id }: { id: string }): Promise<Person> => {
    const person = await hold(tx, given.actor.centreId, id);
    const ctx = await inLeaver(tx, given, id);
    allow(ctx, 'user.reactivate', asTarget(person));
    if (person.status !== 'suspended') throw new Refusal('not-suspended', { userId: id, name: fullName(person) });
    const status = person.suspendedFrom === 'invited' ? 'invited' : 'active';
    await tx.update(users).set({ status, suspendedFrom: null, suspendedAt: null }).where(eq(users.id, id));
    await endLeaver(tx, ctx, id);
    await audit(tx, ctx.app, { ...event(ctx, 'user.reactivate', id), details: { to: status } });
    return { ...person, status, suspendedFrom: null };
  },
);
