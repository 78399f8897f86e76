import { randomBytes } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { centres, credentials, users } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { hashPassword, verifyPassword } from '../passwords/hash.ts';
import { giveBack, type Rate, take } from '../rate-limit.ts';
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
export interface Recognised {
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
  await take(app, 'sign-in-address', address, passwordRates.byAddress);
  const user = await findByEmail(app, email);
  const device = user && knownDevice(app, marks, user.id);
  // By the account where there is one: an address can be written in more ways than one.
  const [budget, whose] = device ? ['sign-in-device', device] : ['sign-in-account', user?.id ?? email.toLowerCase()];
  try {
    await take(app, budget, whose, device ? passwordRates.byDevice : passwordRates.byStrangers);
  } catch (error) {
    if (user && !device && error instanceof Refusal) await noteGuessing(app, user, correlationId);
    throw error;
  }
  const at = Math.floor(app.clock().getTime() / 1_000);
  const right = await verifyPassword(user?.passwordHash ?? (await nobodys), password);
  if (!user?.passwordHash || !right) throw new Refusal('sign-in-wrong', {}, 'password');
  await giveBack(app, budget, whose);
  await giveBack(app, 'sign-in-address', address);
  return recognised(app, user, at);
}

type Found = NonNullable<Awaited<ReturnType<typeof findByEmail>>>;

async function findByEmail(app: App, email: string) {
  const [user] = await app.db
    .select({
      id: users.id,
      centreId: users.centreId,
      passwordHash: credentials.passwordHash,
      centre: { name: centres.name, supportContact: centres.supportContact },
    })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .leftJoin(credentials, eq(credentials.userId, users.id))
    // A NUL is no character to PostgreSQL.
    .where(eq(sql`lower(${users.email})`, sql`lower(${email.replaceAll('\0', '')})`));
  return user;
}

async function recognised(app: App, { id, centre }: Found, at: number): Promise<Recognised> {
  const signedIn = await app.db
    .update(users)
    .set({ lastSignedInAt: app.clock() })
    .where(and(eq(users.id, id), eq(users.status, 'active')))
    .returning({ id: users.id });
  return signedIn.length > 0 ? { userId: id, at } : { userId: id, at, suspended: { centre } };
}

/** For the coordinator to read, once in an hour. Each sign-in by itself would bury what people did. */
async function noteGuessing(app: App, user: Found, correlationId: string): Promise<void> {
  try {
    await take(app, 'sign-in-noted', user.id, { limit: 1, perMs: 60 * 60_000 });
  } catch (error) {
    if (error instanceof Refusal) return;
    throw error;
  }
  await app.db.transaction((tx) =>
    audit(tx, app, {
      centreId: user.centreId,
      action: 'sign-in.guessed',
      outcome: 'done',
      actorId: null,
      workspaceId: null,
      targetId: user.id,
      correlationId,
    }),
  );
}
