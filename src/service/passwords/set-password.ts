import { and, eq } from 'drizzle-orm';
import { centres, credentials, users } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { consume, refund } from '../rate-limit.ts';
import { endAllSessions } from '../sign-in/end-sessions.ts';
import { EntryLost, lockActive } from '../sign-in/entry.ts';
import { endingInTransaction } from '../transaction.ts';
import { hashPassword, verifyPassword } from './hash.ts';
import { voidLinks } from './links.ts';
import { openLink, useLink } from './open-link.ts';
import { type Owner, ownerOf } from './personal.ts';
import { passwordStrength } from './strength.ts';

interface NewPassword {
  token: string;
  password: string;
  /** The same once more. */
  again: string;
  correlationId: string;
}

/** New passwords offered with one link, or by one who is signed in: a person who tries out many. */
const offered = { limit: 30, perMs: 15 * 60_000 };

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
  await consume(app, 'password', open.id, offered);
  // Before the transaction, which would else hold its locks while the processor works.
  const passwordHash = await newHash({ password, again }, ownerOf(open));
  await endingInTransaction(app, async (app) => {
    const { link, user } = await useLink(app, token, [...passwordLinks]);
    await app.db
      .update(users)
      .set({ status: 'active' })
      .where(and(eq(users.id, user.id), eq(users.status, 'invited')));
    await keepPassword(app, user, { passwordHash, by: link.kind, correlationId });
    if (link.kind === 'reset') await queueMail(app, user, 'password-changed', correlationId);
  });
  return open;
}

/** Makes it someone's password: every link to set one, and every session, is over. Their row is held. */
async function keepPassword(
  app: App<Tx>,
  user: { id: string; centreId: string },
  { passwordHash, by, correlationId }: { passwordHash: string; by: string; correlationId: string },
): Promise<void> {
  const [userId, setAt] = [user.id, app.clock()];
  await app.db
    .insert(credentials)
    .values({ userId, centreId: user.centreId, passwordHash, setAt })
    .onConflictDoUpdate({ target: credentials.userId, set: { passwordHash, setAt } });
  await voidLinks(app, [userId], [...passwordLinks]);
  await endAllSessions(app, [userId]);
  const entry = { centreId: user.centreId, actorId: userId, targetId: userId, correlationId };
  await audit(app, { ...entry, action: 'password.set', details: { by } });
}

interface Changing extends Omit<NewPassword, 'token'> {
  userId: string;
  /** When they signed in, in seconds. */
  signedInAt: number;
  current: string;
}

/** Wrong current ones, of someone who is signed in. */
const byOwner = { limit: 10, perMs: 15 * 60_000 };

/**
 * Changes the password of someone who is signed in and gives the one of now. Every session is over, this one too; they are
 * told by mail.
 * Sets off nothing at the sites.
 *
 * @throws Refusal on `current`, `password` or `again` for what is wrong with it; `too-many-tries`
 * @throws EntryLost where they are signed in no longer
 */
export async function changePassword(app: App, given: Changing): Promise<void> {
  const { userId, signedInAt, current, password, again, correlationId } = given;
  const [found] = await app.db
    .select({ user: users, hash: credentials.passwordHash, centreName: centres.name, centreNumber: centres.number })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .innerJoin(credentials, eq(credentials.userId, users.id))
    .where(eq(users.id, userId));
  const { firstName, lastName, email } = found?.user ?? {};
  if (!found || !firstName || typeof lastName !== 'string' || !email) throw new EntryLost('the account is gone');
  await consume(app, 'password', userId, offered);
  await consume(app, 'current-password', userId, byOwner);
  if (!(await verifyPassword(found.hash, current))) throw new Refusal('current-wrong', {}, 'current');
  await refund(app, 'current-password', userId);
  const { centreName, centreNumber, user } = found;
  const passwordHash = await newHash({ password, again }, { firstName, lastName, email, centreName, centreNumber });
  await endingInTransaction(app, async (app) => {
    await lockActive(app.db, userId, signedInAt, 'no key update');
    await keepPassword(app, user, { passwordHash, by: 'account', correlationId });
    await queueMail(app, user, 'password-changed', correlationId);
  });
}

async function newHash({ password, again }: Pick<NewPassword, 'password' | 'again'>, owner: Owner): Promise<string> {
  const { refusal } = await passwordStrength(password, owner);
  if (refusal) throw refusal;
  if (password.normalize('NFKC') !== again.normalize('NFKC')) throw new Refusal('passwords-differ', {}, 'again');
  return hashPassword(password);
}
