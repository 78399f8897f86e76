import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Role } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { mutation } from '../use-case.ts';
import { refuseLastCoordinator } from './last-coordinator.ts';
import { fullName, lockTarget, type Person } from './person.ts';

/**
 * Makes someone a coordinator, an admin or a teacher.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `already-role`, `last-coordinator`, `is-suspended`, `person-unknown`, `not-allowed`
 */
export const setRole = mutation(
  'setRole',
  'user.role',
  async (ctx, { id, role }: { id: string; role: Role }): Promise<Person> => {
    const person = await lockTarget(ctx, 'user.role', id);
    if (person.role === role) throw new Refusal('already-role', { name: fullName(person), role });
    // Rights for someone who can't sign in are given when they come back, with open eyes.
    if (person.status === 'suspended' && role !== 'teacher') {
      throw new Refusal('is-suspended', { userId: id, name: fullName(person) });
    }
    await refuseLastCoordinator(ctx.db, person);
    await ctx.db.update(users).set({ role }).where(eq(users.id, id));
    await audit(ctx, { ...event(ctx, 'user.role', id), details: { from: person.role, to: role } });
    return { ...person, role };
  },
  { alone: true },
);
