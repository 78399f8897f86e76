import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { users } from '../../../db/schema/index.ts';
import { addEvents, audit, eventRows } from '../audit/event.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { type Jobs, queueJobs } from '../jobs.ts';
import { base64url, macsOf } from '../keys/derived.ts';
import { hashPassword, verifyPassword } from '../passwords/hash.ts';
import {
  consume,
  consumeEach,
  countsByAddress,
  type Rate,
  type Refund,
  refundEach,
  refunded,
  refundRows,
  triesByAddress,
} from '../rate-limit.ts';
import { inTransaction } from '../transaction.ts';
import { knownDevice } from './device.ts';
import { type Account, findByEmail, type Known, type Owes } from './find-by-email.ts';

const quarterOfAnHour = 15 * 60_000;
const hour = 60 * 60_000;

/** Wrong ones are counted. So many an account by strangers, and by each browser that is known to it; and by address. */
export const passwordRates = {
  byStrangers: { limit: 10, perMs: quarterOfAnHour },
  byDevice: { limit: 10, perMs: quarterOfAnHour },
  /** A whole school may share one, and mistype on its first morning. */
  byAddress: { limit: 100, perMs: quarterOfAnHour },
  /**
   * The first morning twice over. Whoever gets in after mistyping is taken out of it again, as a school's people do; one guess
   * at each of many accounts is not, and this halves how many there can be. No longer than an hour, however: one pupil can use it
   * up, and every new browser of the school would wait as long.
   */
  byAddressInAnHour: { limit: 200, perMs: hour },
} satisfies Record<string, Rate>;

/** How many wrong ones of one account at one address are remembered, to be taken out again. */
const mistyped = { limit: 1_000, perMs: hour };

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
  /** When what they gave was looked up, in seconds: a password that is set later makes it void. */
  at: number;
  /** What they have to give beside it before they are signed in. */
  owes: Owes;
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
 * @param known who has this e-mail, where that was read just now with something else
 * @throws Refusal `sign-in-wrong`; `too-many-tries`, whether or not this one was right
 */
export async function checkPassword(
  app: App,
  { email, password, address, marks, correlationId }: Try,
  known?: Known,
): Promise<Recognised> {
  const { user, folded, at } = known ?? (await findByEmail(app, email));
  const device = user && knownDevice(app, marks, user.id);
  const pair = `${address} ${folded}`;
  const [budget, counted] = device ? ['sign-in-device', device] : ['sign-in-account', folded];
  // Whoever uses up the tries of a school's address must not lock those out who have some of their own.
  const over = await consumeEach(app, [
    ...(device
      ? []
      : [
          ...triesByAddress('sign-in-address', address, passwordRates.byAddress),
          ...triesByAddress('sign-in-hour', address, passwordRates.byAddressInAnHour),
          { name: 'sign-in-mistyped', who: pair, rate: mistyped },
        ]),
    { name: budget, who: counted, rate: device ? passwordRates.byDevice : passwordRates.byStrangers },
  ]);
  if (over) {
    if (!device && over.name === budget) await noteGuessing(app, folded, user, correlationId);
    throw over.refusal;
  }
  const right = await verifyPassword(user?.passwordHash ?? (await nobodys), password);
  if (!user?.passwordHash || !right) {
    await queueFailed(app, user, folded, correlationId);
    throw new Refusal('sign-in-wrong', {}, 'password');
  }
  const counts: Refund[] = [
    ...(device
      ? []
      : [
          ...countsByAddress('sign-in-address', address),
          ...countsByAddress('sign-in-hour', address, 'as many'),
          { name: 'sign-in-mistyped', who: pair, times: 'all' as const },
        ]),
    { name: budget, who: counted, times: 1 },
  ];
  return recognised(app, user, { at, counts, correlationId });
}

/** What is right counts for no guess. */
async function recognised(
  app: App,
  { id, centreId, centre, isActive, owes }: Account,
  { at, counts, correlationId }: { at: number; counts: Refund[]; correlationId: string },
): Promise<Recognised> {
  // Whoever owes something is signed in once they have given it.
  if (isActive && owes !== 'nothing') {
    await refundEach(app, counts);
    return { userId: id, at, owes };
  }
  const entry = { centreId, targetId: id, correlationId };
  const done = eventRows(app, [{ ...entry, action: 'sign-in.done', actorId: id }]);
  const suspended = { account: 'suspended' };
  const failed = eventRows(app, [{ ...entry, action: 'sign-in.failed', outcome: 'failed', details: suspended }]);
  const refunds = refundRows(app, counts);
  const { rows } = await writeDown(app.db, { id, done, failed, refunds, now: app.clock() });
  return { userId: id, at, owes, ...(rows[0]?.outcome !== 'done' && { suspended: { centre } }) };
}

type Written = Record<'id' | 'done' | 'failed' | 'refunds', string> & { now: Date };

/** One statement, and so one commit: what they are by then decides which of the two is written down. */
const writeDown = prebuilt((db, { id, done, failed, refunds, now }: Values<Written>) =>
  db.execute<{ outcome: string }>(sql`
    with signed as (
      update users set last_signed_in_at = ${now}::timestamptz
      where id = ${id} and status = 'active' returning id
    ), ${refunded(refunds, now, sql`exists (select from signed)`)}
    ${addEvents(sql`(case when exists (select from signed) then ${done}::text else ${failed}::text end)`)} returning outcome`),
);

/**
 * Has a wrong password written down by a job, the same work for every e-mail: were it done here, the time that it takes would
 * tell who has an account.
 */
async function queueFailed(app: App, user: Account | undefined, folded: string, correlationId: string): Promise<void> {
  const about = user ? { userId: user.id } : { nobody: hashOf(app, folded) };
  await inTransaction(app, (app) =>
    queueJobs(app.db, [{ task: 'sign-in-failed', payload: { ...about, correlationId } }]),
  );
}

/** By it an operator sees whether one unknown e-mail is tried or many; which, nobody can tell from it. */
const hashOf = (app: App, folded: string): string => macsOf(app, `unknown:${folded}`, base64url)[0].slice(0, 12);

/** The second half of {@link checkPassword}, of one that was wrong. @param log told of e-mails that nobody has */
export async function noteFailed(
  app: App,
  log: { info(about: object, words: string): void },
  { userId, nobody, correlationId }: Jobs['sign-in-failed'],
): Promise<void> {
  if (!userId)
    return log.info({ email: nobody, correlationId }, 'Someone tried to sign in with an e-mail that nobody has.');
  await inTransaction(app, async (app) => {
    const [user] = await app.db.select({ centreId: users.centreId }).from(users).where(eq(users.id, userId));
    if (!user) return;
    const entry = { centreId: user.centreId, targetId: userId, correlationId };
    await audit(app, { ...entry, action: 'sign-in.failed', outcome: 'failed' });
  });
}

/** For the coordinator to read, once in an hour. Each sign-in by itself would bury what people did. */
async function noteGuessing(app: App, folded: string, user: Account | undefined, correlationId: string): Promise<void> {
  try {
    // Also where there is nobody, so that the answer takes no less time.
    await consume(app, 'sign-in-noted', folded, { limit: 1, perMs: hour });
  } catch (error) {
    if (error instanceof Refusal) return;
    throw error;
  }
  if (!user) return;
  await inTransaction(app, (app) =>
    audit(app, { centreId: user.centreId, action: 'sign-in.guessed', targetId: user.id, correlationId }),
  );
}
