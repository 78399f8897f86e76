import { and, count, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { chatMessages, mailServer, mails, users } from '../../../db/schema/index.ts';
import { pauseAfter } from '../../lib/pause-after.ts';
import type { Hold, MailPace } from '../../words/mail-server.ts';
import type { App, Db, Tx } from '../context.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';
import { pausesOf, quicker, slower } from './pace.ts';

export type MailServer = typeof mailServer.$inferSelect;

/** That no mail leaves, since when, and why: `problem` in codes, which name nobody. */
export interface MailTrouble {
  since: Date;
  why: Hold;
  problem: string;
}

/** For how long it has to fail before people are told, in milliseconds: what passes by itself is none of theirs. */
const toldAfterMs: Record<Hold, number> = {
  setting: 0,
  quota: 0,
  pace: 15 * 60_000,
  connections: 15 * 60_000,
  away: 5 * 60_000,
};

/** For so long after people were told once they are told only of what lasts, in milliseconds, and how long that is. */
const quietMs = 6 * 3_600_000;
const lastingMs = 30 * 60_000;

/** What it says without saying whether it means one mail or us is meant of us once it said so of so many mails on end. */
export const manyUnclear = 3;

/** From the how manieth time on end it is trouble: what came once may have passed. */
export const troubledTries = 2;

export async function readMailServer(db: Db): Promise<MailServer> {
  const [row] = await db.select().from(mailServer);
  if (!row) throw new Error('there is no row of the mail server');
  return row;
}

/** What keeps mails from leaving; nothing while they leave, nor for what came once and may have passed. */
export async function mailTrouble(db: Db): Promise<MailTrouble | undefined> {
  return troubleIn(await readMailServer(db));
}

function troubleIn({ failingSince, why, problem, tries }: MailServer): MailTrouble | undefined {
  if (!failingSince || tries < troubledTries) return undefined;
  return { since: failingSince, why: why as Hold, problem: problem ?? '' };
}

interface Held {
  why: Hold;
  problem: string;
  retryAfterMs?: number | undefined;
}

/**
 * Writes down that the server takes nothing of ours, and when it may be asked again. Coordinators of schools whose mails wait are told
 * once, by jobs.
 *
 * @returns the server, and where this is how one learns that mails wait, the trouble
 */
export function noteHeld(
  app: App,
  pace: MailPace,
  { why, problem, retryAfterMs }: Held,
): Promise<{ server: MailServer; began: MailTrouble | undefined }> {
  const now = app.clock();
  return changed(app, async (tx, before) => {
    const tries = before.tries + 1;
    const pauseMs = Math.max(retryAfterMs ?? 0, pauseAfter(pausesOf[why], tries));
    const next = {
      ...before,
      failingSince: before.failingSince ?? now,
      why,
      problem,
      tries,
      notBefore: new Date(now.getTime() + pauseMs),
      ...slower(why, before, pace, why === 'pace' ? await takenLately(tx, now) : 0, now),
    };
    const trouble = troubleIn(next);
    const wasTold = next.toldAt !== null && now.getTime() - next.toldAt.getTime() < quietMs;
    const forMs = Math.max(toldAfterMs[why], wasTold ? lastingMs : 0);
    const isTime = trouble !== undefined && !next.told && now.getTime() - trouble.since.getTime() >= forMs;
    if (isTime) await queueTelling(tx, await whoseMailsWait(tx), trouble.since, false);
    return {
      server: { ...next, ...(isTime && { told: true, toldAt: now }) },
      began: troubleIn(before) ? undefined : trouble,
    };
  });
}

/** Writes down that the server took a mail, or is there again. @returns the server, and whether it is news to who was told that it does not */
export function noteWell(app: App): Promise<{ server: MailServer; ended: boolean }> {
  return changed(app, async (tx, before) => {
    if (before.told && before.failingSince)
      await queueTelling(tx, await whoWasTold(tx, before.failingSince), before.failingSince, true);
    // What waited because of us has its turn at once; what is refused again while others are taken counts from then on.
    if (before.failingSince)
      await tx
        .update(mails)
        .set({ nextTryAt: null, tries: 1 })
        .where(and(eq(mails.state, 'queued'), eq(mails.tries, 0), isNotNull(mails.nextTryAt)));
    const well = { failingSince: null, why: null, problem: null, tries: 0, unclear: 0, told: false };
    return { server: { ...before, ...well }, ended: troubleIn(before) !== undefined };
  });
}

/** Writes down that it refused a mail without saying whether because of us. */
export async function noteUnclear(app: App): Promise<MailServer> {
  const { server } = await changed(app, async (_, before) => ({ server: { ...before, unclear: before.unclear + 1 } }));
  return server;
}

/** A step back to a quicker pace, where it is time for one; and what may be said about the next mail's time is kept. */
export async function quicken(app: App, server: MailServer, pace: MailPace): Promise<MailServer> {
  const step = quicker(server, pace, app.clock());
  if (!step) return server;
  await app.db.update(mailServer).set(step);
  return { ...server, ...step };
}

/** Keeps when the next mail may go, for whichever copy sends it. */
export async function keepPlace(app: App, { nextMailAt }: MailServer): Promise<void> {
  await app.db.update(mailServer).set({ nextMailAt });
}

/** Has all be tried again now: the program was started anew, perhaps with what was wrong put right. */
export async function tryMailsNow(app: App): Promise<void> {
  await inTransaction(app, async ({ db }) => {
    await db.update(mailServer).set({ notBefore: null, nextMailAt: null });
    await db
      .update(mails)
      .set({ nextTryAt: null })
      .where(and(eq(mails.state, 'queued'), eq(mails.tries, 0)));
    await queueJobs(db, [lookForMails]);
  });
}

/** Has what is to be sent looked for. One such job waits at most, and the next waits for the one before. */
export const lookForMails: Job = { task: 'send-mails', payload: {}, key: 'send-mails', queue: 'send-mails' };

function changed<T extends { server: MailServer }>(
  app: App,
  change: (tx: Tx, before: MailServer) => Promise<T>,
): Promise<T> {
  return inTransaction(app, async ({ db }) => {
    const [before] = await db.select().from(mailServer).for('update');
    if (!before) throw new Error('there is no row of the mail server');
    const result = await change(db, before);
    await db.update(mailServer).set(result.server);
    return result;
  });
}

async function takenLately(tx: Tx, now: Date): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(mails)
    .where(and(eq(mails.state, 'sent'), gt(mails.sentAt, new Date(now.getTime() - 60_000))));
  return row?.n ?? 0;
}

async function whoseMailsWait(tx: Tx): Promise<string[]> {
  const waiting = sql`(select ${mails.centreId} from ${mails} where ${mails.state} = 'queued')`;
  const found = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'coordinator'), eq(users.status, 'active'), sql`${users.centreId} in ${waiting}`));
  return found.map(({ id }) => id);
}

async function whoWasTold(tx: Tx, since: Date): Promise<string[]> {
  const found = await tx
    .selectDistinct({ id: chatMessages.userId })
    .from(chatMessages)
    .where(eq(chatMessages.about, aboutMails(since.toISOString())));
  return found.map(({ id }) => id);
}

/** What a message in a chat is known by that tells of it. */
export const aboutMails = (since: string, isOver = false) => `mail-server:${since}${isOver ? ':over' : ''}`;

const queueTelling = (tx: Tx, userIds: string[], since: Date, isOver: boolean) =>
  queueJobs(
    tx,
    userIds.map((userId) => ({ task: 'tell-mail-server', payload: { userId, since: since.toISOString(), isOver } })),
  );
