import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { voidLinks } from '../passwords/links.ts';
import { allow } from '../policy.ts';
import { change } from '../use-case.ts';
import { refuseLastCoordinator } from './last-coordinator.ts';
import { inLeaver } from './leaver.ts';
import { asTarget, fullName, hold, type Person } from './person.ts';

/**
 * Suspends an account: no sign-in to any site, and every outstanding link is void at once.
 *
 * @throws Refusal `already-suspended`, `last-coordinator`, `person-unknown`, `not-allowed`
 */
export const suspendPerson = change(
  'suspendPerson',
  'user.suspend',
  async (given, tx, { id, reason }: { id: string; reason?: string }): Promise<Person> => {
    const person = await hold(tx, given.actor.centreId, id);
    const ctx = await inLeaver(tx, given, id);
    allow(ctx, 'user.suspend', asTarget(person));
    if (person.status === 'suspended') throw new Refusal('already-suspended', { userId: id, name: fullName(person) });
    await refuseLastCoordinator(tx, person);
    await tx
      .update(users)
      .set({ status: 'suspended', suspendedFrom: person.status, suspendedAt: ctx.app.clock() })
      .where(eq(users.id, id));
    await voidLinks(tx, ctx.app, id, ['set-up', 'reset', 'confirm-email']);
    await audit(tx, ctx.app, { ...event(ctx, 'user.suspend', id), reason: reason || null });
    return { ...person, status: 'suspended', suspendedFrom: person.status };
  },
  { alone: true },
);
