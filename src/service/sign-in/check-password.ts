import { randomBytes } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, credentials, users } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import { audit } from '../audit/event.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { hashPassword, verifyPassword } from '../passwords/hash.ts';
import { consume, consumeByAddress, type Rate, refund, refundByAddress } from '../rate-limit.ts';
import { inTransaction } from '../transaction.ts';
import { knownDevice } from './device.ts';

const quarterOfAnHour = 15 * 60_000;

/** Wrong ones are counted. So many an account by strangers, and by each browser that is known to it; and by address. */
export const passwordRates = {
  byStrangers: { limit: 10, perMs: quarterOfAnHour },
  byDevice: { limit: 10, perMs: quarterOfAnHour },
  /** A whole school may share one, and mistype on its first morning. */
  byAddress: { limit: 100, perMs: quarterOfAnHour },
} satisfies Record<string, Rate>;

interface Try {
  email: string;
  password: string;
  /** Where it comes from. */
  address: string;
  /** The marks of devices that the browser carries. */
  marks: string;
  correlationId: string;
}

/** Someone who has given the right password. */
interface Recognised {
  userId: string;
  /** When, in seconds: a password that is set later makes it void. */
  at: number;
  /** Why they get in nowhere. `support` is whom to ask. */
  suspended?: { centre: { name: string; supportContact: string } };
}

/** What a password is held against where there is nobody to hold it against, so that this takes as long. */
const nobodys = hashPassword(randomBytes(24).toString('base64url'));

/**
 * Finds who signs in. For an e-mail that is not known, a wrong password and someone who has set none yet, the answer and
 * the work are the same.
 *
 * @param given.email without white space around it
 * @throws Refusal `sign-in-wrong`; `too-many-tries`, whether or not this one was right
 */
export async function checkPassword(app: App, { email, password, address, marks, correlationId }: Try) {
  const { user, folded } = await findByEmail(app, email);
  const device = user && knownDevice(app, marks, user.id);
  // Whoever uses up the tries of a school's address must not lock those out who have some of their own.
  if (!device) await consumeByAddress(app, 'sign-in-address', address, passwordRates.byAddress);
  const [budget, counted] = device ? ['sign-in-device', device] : ['sign-in-account', folded];
  try {
    await consume(app, budget, counted, device ? passwordRates.byDevice : passwordRates.byStrangers);
  } catch (error) {
    if (!device && error instanceof Refusal) await noteGuessing(app, folded, user, correlationId);
    throw error;
  }
  const at = Math.floor(app.clock().getTime() / 1_000);
  const right = await verifyPassword(user?.passwordHash ?? (await nobodys), password);
  if (!user?.passwordHash || !right) throw new Refusal('sign-in-wrong', {}, 'password');
  await refund(app, budget, counted);
  if (!device) await refundByAddress(app, 'sign-in-address', address);
  return recognised(app, user, at);
}

/**
 * Who has this e-mail. `folded` is the e-mail as it is compared, whether or not there is anyone: were it folded otherwise to
 * be counted, the counts would tell who has an account.
 */
async function findByEmail(app: App, email: string) {
  // A NUL is no character to PostgreSQL.
  const folded = foldEmail(email.replaceAll('\0', ''));
  const given = sql`(select ${folded}::text as folded) given`;
  const [row] = await app.db
    .select({
      id: users.id,
      centreId: users.centreId,
      passwordHash: credentials.passwordHash,
      centre: { name: centres.name, supportContact: centres.supportContact },
    })
    .from(given)
    .leftJoin(users, eq(foldedEmail(users.email), sql`given.folded`))
    .leftJoin(centres, eq(centres.id, users.centreId))
    .leftJoin(credentials, eq(credentials.userId, users.id));
  const { id, centreId, passwordHash = null, centre } = row ?? {};
  return { folded, user: id && centreId && centre ? { id, centreId, passwordHash, centre } : undefined };
}

type Found = NonNullable<Awaited<ReturnType<typeof findByEmail>>['user']>;

async function recognised(app: App, { id, centre }: Found, at: number): Promise<Recognised> {
  const signedIn = await app.db
    .update(users)
    .set({ lastSignedInAt: app.clock() })
    .where(and(eq(users.id, id), eq(users.status, 'active')))
    .returning({ id: users.id });
  return signedIn.length > 0 ? { userId: id, at } : { userId: id, at, suspended: { centre } };
}

/** For the coordinator to read, once in an hour. Each sign-in by itself would bury what people did. */
async function noteGuessing(app: App, folded: string, user: Found | undefined, correlationId: string): Promise<void> {
  try {
    // Also where there is nobody, so that the answer takes no less time.
    await consume(app, 'sign-in-noted', folded, { limit: 1, perMs: 60 * 60_000 });
  } catch (error) {
    if (error instanceof Refusal) return;
    throw error;
  }
  if (!user) return;
  await inTransaction(app, (app) =>
    audit(app, { centreId: user.centreId, action: 'sign-in.guessed', targetId: user.id, correlationId }),
  );
}
