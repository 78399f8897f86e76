import { eq } from 'drizzle-orm';
import { secondFactors } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueMail } from '../passwords/links.ts';
import { fullName, lockTarget, type Person } from '../people/person.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { mutation } from '../use-case.ts';

/**
 * Takes the second factor of someone who has lost it away: every session is over, they are told by mail, and where they must have
 * one they set up another at their next sign-in. Nobody does it for themselves here: a chat is not what they signed in with.
 *
 * @throws Refusal `own-second-factor`, `no-second-factor`, `person-unknown`, `not-allowed`
 */
export const removeSecondFactor = mutation(
  'removeSecondFactor',
  'second-factor.remove',
  async (ctx, { id }: { id: string }): Promise<Person> => {
    const person = await lockTarget(ctx, 'second-factor.remove', id);
    if (id === ctx.actor.id) throw new Refusal('own-second-factor', {});
    await remove(ctx, person);
    return person;
  },
);

/** The same with no rights asked, of someone who is held. @throws Refusal `no-second-factor` */
export async function remove(ctx: Ctx<Tx, Principal>, person: Person): Promise<void> {
  const removed = await ctx.db
    .delete(secondFactors)
    .where(eq(secondFactors.userId, person.id))
    .returning({ userId: secondFactors.userId });
  if (removed.length === 0) throw new Refusal('no-second-factor', { userId: person.id, name: fullName(person) });
  await endSessions(ctx, person.id);
  await audit(ctx, event(ctx, 'second-factor.remove', person.id));
  if (person.status === 'active') await queueMail(ctx, person, 'second-factor-removed', ctx.correlationId);
}
