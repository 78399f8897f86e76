import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { secondFactors, users } from '../../../db/schema/index.ts';
import { fullName } from '../../words/people.ts';
import { comparableEmail } from '../../words/read-email.ts';
import { audit, event } from '../audit/event.ts';
import type { App, Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { lockPerson, lockTarget, type Person } from '../people/person.ts';
import { endAllSessions } from '../sign-in/end-sessions.ts';
import { endingInTransaction } from '../transaction.ts';
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
  { people: ({ id }) => [id] },
);

/** The same for whoever owns the server, who may do anything. @throws Refusal `person-unknown`, `no-second-factor` */
export async function removeForOwner(app: App, email: string): Promise<void> {
  await endingInTransaction(app, async (app) => {
    const [user] = await app.db
      .select({ id: users.id, centreId: users.centreId })
      .from(users)
      .where(eq(foldedEmail(users.email), comparableEmail(email)));
    if (!user) throw new Refusal('person-unknown', {});
    const ctx = {
      ...app,
      actor: { id: null, centreId: user.centreId, by: 'owner' as const },
      workspaceId: null,
      correlationId: randomUUID(),
    };
    await remove(ctx, await lockPerson(ctx, user.id));
  });
}

/** The same with no rights asked, of someone who is held. @throws Refusal `no-second-factor` */
export async function remove(ctx: Ctx<Tx, Principal>, person: Person): Promise<void> {
  const removed = await ctx.db
    .delete(secondFactors)
    .where(eq(secondFactors.userId, person.id))
    .returning({ userId: secondFactors.userId });
  if (removed.length === 0) throw new Refusal('no-second-factor', { userId: person.id, name: fullName(person) });
  await endAllSessions(ctx, [person.id]);
  await audit(ctx, event(ctx, 'second-factor.remove', person.id));
  if (person.status === 'active') await queueMail(ctx, person, 'second-factor-removed', ctx.correlationId);
}
