import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { mails, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';

/**
 * Marks a mail as taken by the mail server. One that went to the person's own address ends the note on their profile that
 * none arrives. One statement, since a thousand mails follow a bulk add.
 */
export async function mailSent(app: App, mailId: string, to: string): Promise<void> {
  const { db } = app;
  const sent = db.$with('sent').as(
    db
      .update(mails)
      .set({ state: 'sent', sentAt: app.clock() })
      .where(and(eq(mails.id, mailId), eq(mails.state, 'queued')))
      .returning({ userId: mails.userId }),
  );
  await db
    .with(sent)
    .update(users)
    .set({ mailProblem: null })
    .where(
      and(
        inArray(users.id, db.select({ id: sent.userId }).from(sent)),
        eq(users.email, to),
        isNotNull(users.mailProblem),
      ),
    );
}
