import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { centres, doneOnce, mails, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { inTransaction } from '../transaction.ts';
import { mondayOf, readWeek, type Week } from './digest.ts';

/** Has someone whom no chat reaches told of a week by mail: once, however often it is called. */
export async function mailWeek(app: App, userId: string, monday: string): Promise<void> {
  await inTransaction(app, async (app) => {
    const [user] = await app.db
      .select({ id: users.id, centreId: users.centreId })
      .from(users)
      .where(eq(users.id, userId));
    if (!user) return;
    const { centreId } = user;
    const first = await app.db
      .insert(doneOnce)
      .values({ key: `week:${userId}:${monday}`, centreId, at: app.clock() })
      .onConflictDoNothing()
      .returning();
    if (first.length > 0) await queueMail(app, user, 'week', randomUUID());
  });
}

/** The week that a mail tells of: the newest that was over when it was written. @returns nothing for who is not told any more */
export async function weekOfMail(app: App, mailId: string): Promise<Week | undefined> {
  const [mail] = await app.db
    .select({ userId: mails.userId, at: mails.createdAt, timeZone: centres.timeZone })
    .from(mails)
    .innerJoin(centres, eq(centres.id, mails.centreId))
    .where(and(eq(mails.id, mailId), eq(mails.kind, 'week')));
  return mail && readWeek(app, mail.userId, mondayOf(mail.at, mail.timeZone));
}
