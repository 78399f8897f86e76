import { and, eq } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { doneOnce, scheduledChanges, users } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import { audit } from '../audit/event.ts';
import type { App } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { checkEmail, sanitizeEmail } from '../people/details.ts';
import { consume, consumeByAddress } from '../rate-limit.ts';
import { isWaiting } from '../scheduled/keep.ts';
import { inTransaction } from '../transaction.ts';
import { sendLinkAgain } from './links.ts';

const minute = 60_000;

/** Mails asked for, from one address: a whole staff may share it. */
const byAddress = { limit: 60, perMs: 15 * minute };

/** …and to one e-mail: its owner must not be flooded. */
const byEmail = { limit: 5, perMs: 60 * minute };

/**
 * Someone says that they have forgotten the password of this e-mail. Gives no answer: whether it is known is nobody's
 * business.
 *
 * What is done here is the same for every e-mail, so that the time it takes tells nothing either: one look into an index,
 * one job added. What differs is the job's ({@link sendForgotten}), which the one who asks doesn't wait for. The job
 * carries an id or nothing, so that no stranger's address is ever stored.
 *
 * @param input.email as it was typed
 * @param input.address the caller's
 * @throws Refusal `email-missing` or `email-malformed`, which is seen without looking anyone up; `too-many-tries`
 */
export async function forgotten(
  app: App,
  { email: typed, address, correlationId }: { email: string; address: string; correlationId: string },
): Promise<void> {
  // The limit and the look-up go by the same text.
  const email = foldEmail(sanitizeEmail(typed));
  const wrong = checkEmail(email);
  if (wrong) throw wrong;
  await consumeByAddress(app, 'forgotten-address', address, byAddress);
  await consume(app, 'forgotten-email', email, byEmail);
  await inTransaction(app, async (app) => {
    const [user] = await app.db
      .select({ id: users.id })
      .from(users)
      .where(eq(foldedEmail(users.email), email));
    await queueJobs(app.db, [{ task: 'forgotten', payload: { userId: user?.id ?? null, correlationId } }]);
  });
}

/**
 * The second half of {@link forgotten}: an active person gets a reset link, an invited one the invitation again, and a
 * suspended one, one whose invitation waits for its day, or nobody gets nothing. Whoever asks may be a stranger: what is under way to the owner is not voided. Called twice for the same request, it has the effect of one.
 */
export async function sendForgotten(
  app: App,
  { userId, correlationId }: { userId: string | null; correlationId: string },
): Promise<void> {
  if (userId === null) return;
  await inTransaction(app, async (app) => {
    const [user] = await app.db.select().from(users).where(eq(users.id, userId)).for('no key update');
    if (!user || (user.status !== 'active' && user.status !== 'invited')) return;
    const waits = and(eq(scheduledChanges.userId, userId), eq(scheduledChanges.kind, 'invite'), isWaiting);
    if (user.status === 'invited' && (await app.db.$count(scheduledChanges, waits)) > 0) return;
    const first = await app.db
      .insert(doneOnce)
      .values({ key: `forgotten:${correlationId}`, centreId: user.centreId, at: app.clock() })
      .onConflictDoNothing()
      .returning();
    if (first.length === 0) return;
    const kind = user.status === 'active' ? 'reset' : 'set-up';
    await sendLinkAgain(app, user, kind, correlationId);
    // Without an actor: whoever typed the e-mail was not signed in.
    await audit(app, {
      centreId: user.centreId,
      action: 'password.forgotten',
      targetId: user.id,
      details: { link: kind },
      correlationId,
    });
  });
}
