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

const quarterOfAnHour = 15 * 60_000;

/**
 * Wrong codes are counted. Whoever guesses has the password already; three codes of a million are good at a moment, so that
 * thirty in a day find one in eleven thousand days.
 */
export const codeRates = {
  byAccount: { limit: 5, perMs: quarterOfAnHour },
  byAccountInADay: { limit: 30, perMs: 24 * 60 * 60_000 },
  /** Of either kind. */
  byAddress: { limit: 100, perMs: quarterOfAnHour },
  /** One on paper has 60 bits, which nobody guesses; what is limited is the work of looking. */
  onPaper: { limit: 10, perMs: quarterOfAnHour },
} satisfies Record<string, Rate>;

/** What a try counts for. Each kind apart: whoever mistypes the app's codes has those on paper left. */
const budgets: Record<Try['kind'], { address: string; own: (readonly [name: string, rate: Rate])[] }> = {
  code: {
    address: 'second-factor-address',
    own: [
      ['second-factor', codeRates.byAccount],
      ['second-factor-day', codeRates.byAccountInADay],
    ],
  },
  recovery: { address: 'recovery-address', own: [['recovery', codeRates.onPaper]] },
};

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
  const counted = budgets[kind];
  await consumeByAddress(app, counted.address, address, codeRates.byAddress);
  for (const [name, rate] of counted.own) await consume(app, name, who, rate);
  const take = kind === 'code' ? takeCode : await takerOfRecoveryCode(app, given);
  const taken = await inTransaction(app, async (app) => {
    await lockActive(app.db, userId, given.signedInAt, 'no key update');
    return (await take(app, given)) ? signedIn(app, given) : undefined;
  });
  if (taken === undefined) {
    await inTransaction(app, (app) =>
      note(app, userId, correlationId, { action: 'second-factor.failed', details: { with: kind } }),
    );
    throw new Refusal(`${kind}-wrong`, {}, kind);
  }
  for (const [name] of counted.own) await refund(app, name, who);
  await refundByAddress(app, counted.address, address);
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

/** Hashes it before the transaction, which would else hold its locks while it waits for its turn. Codes that were renewed since have another salt, and so other hashes. */
async function takerOfRecoveryCode(app: App, { userId, typed }: Try): Promise<(app: App<Tx>) => Promise<boolean>> {
  const [factor] = await app.db
    .select({ salt: secondFactors.recoverySalt })
    .from(secondFactors)
    .where(eq(secondFactors.userId, userId));
  if (!factor) return async () => false;
  const hash = await hashRecoveryCode(typed, factor.salt);
  return async (app) => {
    const used = await app.db
      .update(secondFactors)
      .set({ recoveryHashes: sql`array_remove(${secondFactors.recoveryHashes}, ${hash})` })
      .where(and(eq(secondFactors.userId, userId), sql`${hash} = any(${secondFactors.recoveryHashes})`))
      .returning({ userId: secondFactors.userId });
    return used.length > 0;
  };
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
