import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Status } from '../../words/people.ts';
import type { App, Tx } from '../context.ts';
import { sendLink, voidLinks } from './links.ts';

/**
 * Makes an address someone's e-mail, in the caller's transaction. Links that were sent to the old address work no more:
 * who reads it may be someone else by now. Someone who has not set a password yet gets the invitation at the new one.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 */
export async function changeEmail(
  app: App<Tx>,
  user: { id: string; centreId: string; status: Status },
  email: string,
  correlationId: string,
): Promise<void> {
  await app.db.update(users).set({ email, mailProblem: null }).where(eq(users.id, user.id));
  await voidLinks(app, user.id, ['set-up', 'reset', 'confirm-email']);
  if (user.status === 'invited') await sendLink(app, user, 'set-up', correlationId);
}
