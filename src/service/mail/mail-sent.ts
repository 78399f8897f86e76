import { and, eq } from 'drizzle-orm';
import { mails, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';

/** Marks a mail as taken by the mail server. One that reached the person's own address ends the note that none does. */
export async function mailSent(app: App, mailId: string, to: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const [mail] = await tx
      .update(mails)
      .set({ state: 'sent', sentAt: app.clock() })
      .where(and(eq(mails.id, mailId), eq(mails.state, 'queued')))
      .returning({ userId: mails.userId });
    if (!mail) return;
    const [user] = await tx
      .select({ mailProblem: users.mailProblem })
      .from(users)
      .where(and(eq(users.id, mail.userId), eq(users.email, to)));
    if (user?.mailProblem) await tx.update(users).set({ mailProblem: null }).where(eq(users.id, mail.userId));
  });
}
