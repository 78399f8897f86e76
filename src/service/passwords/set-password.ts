import { and, eq } from 'drizzle-orm';
import { credentials, users } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { consume } from '../rate-limit.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { inTransaction } from '../transaction.ts';
import { hashPassword } from './hash.ts';
import { queueMail, voidLinks } from './links.ts';
import { openLink, useLink } from './open-link.ts';
import { ownerOf } from './personal.ts';
import { passwordStrength } from './strength.ts';

interface NewPassword {
  token: string;
  password: string;
  /** The same once more. */
  again: string;
  correlationId: string;
}

/** Passwords offered with one link: a person who tries out many. */
const byLink = { limit: 30, perMs: 15 * 60_000 };

/** The links that open the page where a password is set. */
export const passwordLinks = ['set-up', 'reset'] as const;

/**
 * Sets the password of the person who holds a link, and makes them active if they were invited. The link, and every other
 * of its kind that the person has, works no more, and every session is over. After a reset they are told by mail.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal on `password` or `again` for what is wrong with the password; `link-unknown`, `link-expired` or
 *   `link-used`; `too-many-tries`. Of two at once with the same link, one is refused.
 */
export async function setPassword(app: App, { token, password, again, correlationId }: NewPassword) {
  const open = await openLink(app, token, [...passwordLinks]);
  await consume(app, 'password', open.id, byLink);
  const { refusal } = await passwordStrength(password, ownerOf(open));
  if (refusal) throw refusal;
  if (password.normalize('NFKC') !== again.normalize('NFKC')) throw new Refusal('passwords-differ', {}, 'again');
  // Before the transaction, which would else hold its locks while the processor works.
  const passwordHash = await hashPassword(password);
  await inTransaction(app, async (app) => {
    const { link, user } = await useLink(app, token, [...passwordLinks]);
    const setAt = app.clock();
    await app.db
      .insert(credentials)
      .values({ userId: user.id, centreId: user.centreId, passwordHash, setAt })
      .onConflictDoUpdate({ target: credentials.userId, set: { passwordHash, setAt } });
    await app.db
      .update(users)
      .set({ status: 'active' })
      .where(and(eq(users.id, user.id), eq(users.status, 'invited')));
    await voidLinks(app, user.id, [...passwordLinks]);
    await endSessions(app, user.id);
    await audit(app, {
      centreId: user.centreId,
      action: 'password.set',
      actorId: user.id,
      targetId: user.id,
      details: { by: link.kind },
      correlationId,
    });
    if (link.kind === 'reset') await queueMail(app, user, 'password-changed', correlationId);
  });
  return open;
}
