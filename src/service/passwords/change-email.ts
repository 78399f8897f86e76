import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { linkKinds } from '../../words/links.ts';
import type { Status } from '../../words/people.ts';
import { audit } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import { isUniqueViolation } from '../database-errors.ts';
import { Refusal } from '../errors.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { mayMove } from '../people/move-email.ts';
import { findById } from '../people/person.ts';
import { inTransaction } from '../transaction.ts';
import { findActor } from '../use-case.ts';
import { doubtTiesOf } from '../workspaces/ties.ts';
import { sendLink, voidLinks } from './links.ts';
import { useLink } from './open-link.ts';

/**
 * Makes the address that a link was sent to the person's e-mail, and tells the old address.
 *
 * Links that were sent to the old address work no more: who reads it may be someone else by now. A person who has not set
 * a password yet gets the invitation at the new one.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @returns the new e-mail
 * @throws Refusal `link-unknown`, `link-expired`, also where whoever asked may not ask for it any more, or `link-used`; `email-in-use` where another account has taken the
 *   address meanwhile, and then the link is not used up
 */
export async function confirmEmail(app: App, { token, correlationId }: { token: string; correlationId: string }) {
  try {
    return await inTransaction(app, async (app) => {
      const { link, user } = await useLink(app, token, ['confirm-email']);
      const email = link.newEmail;
      if (!email) throw new Error('a link to confirm an e-mail has none');
      await refuseFormer(app, user, link.askedBy);
      await changeEmail(app, user, email, correlationId);
      await audit(app, {
        centreId: user.centreId,
        action: 'email.confirmed',
        actorId: user.id,
        targetId: user.id,
        correlationId,
      });
      await queueMail(app, user, 'email-changed', correlationId, { address: user.email });
      return email;
    });
  } catch (error) {
    if (isUniqueViolation(error, 'users_email')) throw new Refusal('email-in-use', {});
    throw error;
  }
}

/** Rights are those at the press: of an admin who is one no more, and over someone who was given more since. */
async function refuseFormer(app: App<Tx>, user: { id: string; centreId: string }, askedBy: string | null) {
  if (askedBy === null || askedBy === user.id) return;
  const asker = await findActor(app.db, askedBy);
  const person = asker && (await findById({ ...app, actor: asker }, user.id));
  if (!person || !mayMove(asker, person)) throw new Refusal('link-expired', {});
}

/**
 * Makes an address someone's e-mail, in the caller's transaction. Links that were sent to the old address work no more:
 * who reads it may be someone else by now. Someone who has not set a password yet gets the invitation at the new one; nothing
 * goes to anyone in a chat before their workspace vouches for it.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 */
export async function changeEmail(
  app: App<Tx>,
  user: { id: string; centreId: string; status: Status },
  email: string,
  correlationId: string,
): Promise<void> {
  await app.db.update(users).set({ email, mailProblem: null }).where(eq(users.id, user.id));
  await voidLinks(app, [user.id], [...linkKinds]);
  await doubtTiesOf(app.db, user.id);
  if (user.status === 'invited') await sendLink(app, user, 'set-up', correlationId);
}
