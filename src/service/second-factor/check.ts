import { and, eq, lt, sql } from 'drizzle-orm';
import { secondFactors, users } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { consume, consumeByAddress, type Rate, refund, refundByAddress } from '../rate-limit.ts';
import { unseal } from '../sealed.ts';
import { knownDevice } from '../sign-in/device.ts';
import { lockActive } from '../sign-in/entry.ts';
import { inTransaction } from '../transaction.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import { stepOf } from './totp.ts';

/**
 * Wrong codes are counted. Whoever guesses has the password already; three codes of a million are good at a moment, so that
 * thirty in a day find one in eleven thousand days.
 */
export const codeRates = {
  byAccount: { limit: 5, perMs: 15 * 60_000 },
  byAccountInADay: { limit: 30, perMs: 24 * 60 * 60_000 },
  byAddress: { limit: 100, perMs: 15 * 60_000 },
} satisfies Record<string, Rate>;

interface Try {
  userId: string;
  /** When they gave the password, in seconds: one that was set since makes it void. */
  signedInAt: number;
  kind: 'code' | 'recovery';
  typed: string;
  address: string;
  /** The marks of devices that the browser carries. */
  marks: string;
  correlationId: string;
}

/**
 * Takes a code of someone's app, or one of theirs on paper, for the second factor of a sign-in. Each is good once: of two at
 * once, one is taken.
 *
 * @returns when, in seconds
 * @throws Refusal `code-wrong` or `recovery-wrong` beside its field; `too-many-tries`, whether or not this one was right
 * @throws EntryLost where the account, its password or its second factor was changed since
 */
export async function checkSecondFactor(app: App, given: Try): Promise<number> {
  const { userId, address, kind, correlationId } = given;
  // As with passwords: who knows the password, and has used up the tries, must not lock out the browser of its owner.
  const who = knownDevice(app, given.marks, userId) ?? userId;
  await consumeByAddress(app, 'second-factor-address', address, codeRates.byAddress);
  await consume(app, 'second-factor', who, codeRates.byAccount);
  await consume(app, 'second-factor-day', who, codeRates.byAccountInADay);
  const taken = await inTransaction(app, async (app) => {
    await lockActive(app.db, userId, given.signedInAt, 'no key update');
    return (await (kind === 'code' ? takeCode : takeRecoveryCode)(app, given)) ? signedIn(app, given) : undefined;
  });
  if (taken === undefined) {
    await inTransaction(app, (app) =>
      note(app, userId, correlationId, { action: 'second-factor.failed', details: { with: kind } }),
    );
    throw new Refusal(`${kind}-wrong`, {}, kind);
  }
  await refund(app, 'second-factor', who);
  await refund(app, 'second-factor-day', who);
  await refundByAddress(app, 'second-factor-address', address);
  return taken;
}

async function takeCode(app: App<Tx>, { userId, typed }: Try): Promise<boolean> {
  const [factor] = await app.db.select().from(secondFactors).where(eq(secondFactors.userId, userId));
  const step = factor && stepOf(unseal(app, 'second-factor', userId, factor.sealed), typed, app.clock());
  if (step === undefined) return false;
  const used = await app.db
    .update(secondFactors)
    .set({ lastStep: step })
    .where(and(eq(secondFactors.userId, userId), lt(secondFactors.lastStep, step)))
    .returning({ userId: secondFactors.userId });
  return used.length > 0;
}

async function takeRecoveryCode(app: App<Tx>, { userId, typed }: Try): Promise<boolean> {
  const [factor] = await app.db.select().from(secondFactors).where(eq(secondFactors.userId, userId));
  if (!factor) return false;
  const hash = await hashRecoveryCode(typed, factor.recoverySalt);
  const used = await app.db
    .update(secondFactors)
    .set({ recoveryHashes: sql`array_remove(${secondFactors.recoveryHashes}, ${hash})` })
    .where(and(eq(secondFactors.userId, userId), sql`${hash} = any(${secondFactors.recoveryHashes})`))
    .returning({ userId: secondFactors.userId });
  return used.length > 0;
}

/** Writes down that someone is signed in by both. @returns when, in seconds */
export async function signedIn(
  app: App<Tx>,
  { userId, kind, correlationId }: Pick<Try, 'userId' | 'kind' | 'correlationId'>,
): Promise<number> {
  const now = app.clock();
  await app.db.update(users).set({ lastSignedInAt: now }).where(eq(users.id, userId));
  await note(app, userId, correlationId, { action: 'sign-in.done', details: { with: kind } });
  return Math.floor(now.getTime() / 1_000);
}

type Noted = Pick<Parameters<typeof audit>[1], 'action' | 'details'>;

async function note(app: App<Tx>, userId: string, correlationId: string, noted: Noted): Promise<void> {
  const [user] = await app.db.select({ centreId: users.centreId }).from(users).where(eq(users.id, userId));
  if (!user) return;
  const isDone = noted.action === 'sign-in.done';
  const entry = { centreId: user.centreId, targetId: userId, correlationId, ...(isDone && { actorId: userId }) };
  await audit(app, { ...entry, ...noted, outcome: isDone ? 'done' : 'failed' });
}
