import { eq } from 'drizzle-orm';
import { centres, secondFactors, users } from '../../../db/schema/index.ts';
import { mustHaveSecondFactor } from '../../words/second-factor.ts';
import { audit } from '../audit/event.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { readPerson } from '../people/person.ts';
import { consume } from '../rate-limit.ts';
import { EntryLost, lockActive } from '../sign-in/entry.ts';
import { endingInTransaction, inTransaction } from '../transaction.ts';
import { newRecoveryCodes, recoveryCodesRate } from './recovery-codes.ts';
import { remove } from './remove.ts';

/** What someone sees of what opens their own account. */
export interface OwnAccount {
  centre: { name: string; supportContact: string; timeZone: string };
  firstName: string;
  email: string;
  /** When they set up the one that they have. */
  secondFactorSince: Date | null;
  mustHaveSecondFactor: boolean;
  /** How many of their codes on paper are left. */
  recoveryCodes: number;
}

/** @returns nothing for who is not active */
export async function readOwnAccount(app: App, userId: string): Promise<OwnAccount | undefined> {
  const [row] = await app.db
    .select({ user: users, centre: centres, codes: secondFactors.recoveryHashes, since: secondFactors.addedAt })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .leftJoin(secondFactors, eq(secondFactors.userId, users.id))
    .where(eq(users.id, userId));
  if (row?.user.status !== 'active' || !row.user.email || !row.user.firstName) return undefined;
  const { user, centre, codes, since } = row;
  return {
    centre,
    firstName: row.user.firstName,
    email: row.user.email,
    secondFactorSince: since,
    mustHaveSecondFactor: mustHaveSecondFactor(centre.secondFactor, user.role),
    recoveryCodes: codes?.length ?? 0,
  };
}

interface Changing {
  userId: string;
  /** When they signed in, in seconds. */
  signedInAt: number;
  correlationId: string;
}

/**
 * Gives someone ten new codes on paper, in place of those that they have; they are told by mail.
 *
 * @throws Refusal `too-many-tries`
 * @throws EntryLost where they are signed in no longer, or have no second factor
 */
export async function renewRecoveryCodes(app: App, { userId, signedInAt, correlationId }: Changing): Promise<string[]> {
  await consume(app, 'recovery-codes', userId, recoveryCodesRate);
  const { codes, salt, hashes } = await newRecoveryCodes();
  await inTransaction(app, async (app) => {
    await lockActive(app.db, userId, signedInAt, 'no key update');
    const [row] = await app.db
      .update(secondFactors)
      .set({ recoverySalt: salt, recoveryHashes: hashes })
      .where(eq(secondFactors.userId, userId))
      .returning({ centreId: secondFactors.centreId });
    if (!row) throw new EntryLost('there is no second factor');
    const entry = { centreId: row.centreId, actorId: userId, targetId: userId, correlationId };
    await audit(app, { ...entry, action: 'recovery-codes.renew' });
    await queueMail(app, { id: userId, centreId: row.centreId }, 'recovery-codes-renewed', correlationId);
  });
  return codes;
}

/**
 * Takes away one's own second factor, where the school does not ask for it; every session is over.
 *
 * @throws Refusal `must-have-second-factor`, `no-second-factor`
 * @throws EntryLost where they are signed in no longer
 */
export async function removeOwnSecondFactor(app: App, { userId, signedInAt, correlationId }: Changing): Promise<void> {
  await endingInTransaction(app, async (app) => {
    await lockActive(app.db, userId, signedInAt, 'no key update');
    const [row] = await app.db
      .select({ centreId: users.centreId, rule: centres.secondFactor, role: users.role })
      .from(users)
      .innerJoin(centres, eq(centres.id, users.centreId))
      .where(eq(users.id, userId));
    if (!row) throw new EntryLost('the account is gone');
    if (mustHaveSecondFactor(row.rule, row.role)) throw new Refusal('must-have-second-factor', {});
    const ctx = { ...app, actor: { id: userId, centreId: row.centreId }, workspaceId: null, correlationId };
    await remove(ctx, await readPerson(ctx, userId));
  });
}
