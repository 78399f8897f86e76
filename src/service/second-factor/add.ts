import { and, eq } from 'drizzle-orm';
import { secondFactors, users } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { consume } from '../rate-limit.ts';
import { seal } from '../sealed.ts';
import { endOtherSessions, type ThisBrowser } from '../sign-in/end-sessions.ts';
import { EntryLost, lockActive } from '../sign-in/entry.ts';
import { endingInTransaction } from '../transaction.ts';
import { newRecoveryCodes, recoveryCodesRate } from './recovery-codes.ts';
import { stepOf } from './totp.ts';

interface Adding {
  userId: string;
  /** When they signed in, in seconds: a password that was set since makes it void. */
  signedInAt: number;
  /** What their app was told. */
  secret: string;
  /** What it shows now. */
  code: string;
  /** When the one was added whose place it is to take; nothing: they have none. Of two at once, one finds it so. */
  replaces: Date | null;
  /** Where they are signed in further on; nothing: nowhere. */
  here?: ThisBrowser;
  correlationId: string;
}

/**
 * Gives someone a second factor, once a code shows that their app has it. Whoever is signed in elsewhere by the password alone is
 * signed out; the person is told by mail.
 *
 * @returns the codes on paper, which nobody can read again, and when they are signed in by both, in seconds
 * @throws Refusal `code-wrong` on `code`; `too-many-tries`
 * @throws EntryLost where the account or its password was changed since, or a second factor came first
 */
export async function addSecondFactor(
  app: App,
  { userId, signedInAt, secret, code, replaces, here = {}, correlationId }: Adding,
) {
  const step = stepOf(secret, code, app.clock());
  if (step === undefined) throw new Refusal('code-wrong', {}, 'code');
  await consume(app, 'recovery-codes', userId, recoveryCodesRate);
  const { codes, salt, hashes } = await newRecoveryCodes();
  return endingInTransaction(app, async (app) => {
    await lockActive(app.db, userId, signedInAt, 'no key update');
    const [user] = await app.db
      .select({ id: users.id, centreId: users.centreId })
      .from(users)
      .where(eq(users.id, userId));
    if (!user) throw new EntryLost('the account is gone');
    const addedAt = app.clock();
    const row = {
      sealed: seal(app, 'second-factor', userId, secret),
      lastStep: step,
      addedAt,
      recoverySalt: salt,
      recoveryHashes: hashes,
    };
    if (replaces)
      await app.db
        .delete(secondFactors)
        .where(and(eq(secondFactors.userId, userId), eq(secondFactors.addedAt, replaces)));
    const added = await app.db
      .insert(secondFactors)
      .values({ userId, centreId: user.centreId, ...row })
      .onConflictDoNothing()
      .returning({ userId: secondFactors.userId });
    if (added.length === 0) throw new EntryLost('there is a second factor already');
    await endOtherSessions(app, userId, here);
    const entry = { centreId: user.centreId, actorId: userId, targetId: userId, correlationId };
    await audit(app, { ...entry, action: 'second-factor.add' });
    await queueMail(app, user, 'second-factor-added', correlationId);
    return { codes, at: Math.floor(addedAt.getTime() / 1_000) };
  });
}
