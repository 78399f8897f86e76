import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { linkKinds } from '../../words/links.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { voidLinks } from '../passwords/links.ts';
import { queueShowOf } from '../requests/copies.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { mutation } from '../use-case.ts';
import { refuseLastCoordinator } from './last-coordinator.ts';
import { endLeaver, inLeaver } from './leaver.ts';
import { fullName, lockTarget, type Person } from './person.ts';

/**
 * Suspends an account: no sign-in to any site, every session is over and every outstanding link void at once.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `already-suspended`, `last-coordinator`, `person-unknown`, `not-allowed`
 */
export const suspendPerson = mutation(
  'suspendPerson',
  'user.suspend',
  async (given, { id, reason }: { id: string; reason?: string }): Promise<Person> => {
    const person = await lockTarget(given, 'user.suspend', id);
    const ctx = await inLeaver(given, id);
    if (person.status === 'suspended') throw new Refusal('already-suspended', { userId: id, name: fullName(person) });
    return suspend(ctx, person, reason);
  },
  { onePerCentre: true },
);

/** Suspends, with no rights asked. The person's row is locked and they are not suspended; the centre is locked too. */
export async function suspend(ctx: Ctx<Tx, Principal>, person: Person, reason?: string): Promise<Person> {
  const { id } = person;
  await refuseLastCoordinator(ctx.db, person);
  await ctx.db
    .update(users)
    .set({ status: 'suspended', suspendedFrom: person.status, suspendedAt: ctx.clock() })
    .where(eq(users.id, id));
  await voidLinks(ctx, id, [...linkKinds]);
  await endSessions(ctx, id);
  await queueShowOf(ctx.db, id);
  await audit(ctx, { ...event(ctx, 'user.suspend', id), reason: reason || null });
  return { ...person, status: 'suspended', suspendedFrom: person.status };
}

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
    const person = await lockTarget(given, 'user.reactivate', id);
    const ctx = await inLeaver(given, id);
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
  await queueShowOf(ctx.db, id);
  await audit(ctx, { ...event(ctx, 'user.reactivate', id), details: { to: status } });
  return { ...person, status, suspendedFrom: null };
}
