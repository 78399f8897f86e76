import { and, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import { mails, users } from '../../../db/schema/index.ts';
import { oneLine } from '../../lib/text.ts';
import { audit } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import { noteDone } from '../note-done.ts';
import { inTransaction } from '../transaction.ts';

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
  await noteDone(() =>
    db
      .with(sent)
      .update(users)
      .set({ mailProblem: null })
      .where(
        and(
          inArray(users.id, db.select({ id: sent.userId }).from(sent)),
          eq(users.email, to),
          isNotNull(users.mailProblem),
        ),
      ),
  );
}

const maxProblem = 300;
/** Of what a server says no more is looked at: looking for addresses takes longer than the text is long. */
const maxSaid = 2_000;

/**
 * Marks a mail that can never arrive, writes it down, and leaves a note on the person's profile for the coordinator.
 *
 * @param said what the mail server said; addresses in it are left out
 */
export async function mailFailed(app: App, mailId: string, said: string): Promise<void> {
  const problem = withoutAddresses(said.slice(0, maxSaid)).slice(0, maxProblem);
  const mark = async (app: App<Tx>) => {
    const [mail] = await app.db
      .update(mails)
      .set({ state: 'failed', problem })
      .where(and(eq(mails.id, mailId), eq(mails.state, 'queued')))
      .returning();
    if (!mail) return;
    // An old address that is gone is no trouble to anyone: the new one was confirmed.
    if (mail.kind !== 'email-changed') {
      await app.db
        .update(users)
        .set({ mailProblem: problem })
        .where(and(eq(users.id, mail.userId), ne(users.status, 'deleted')));
    }
    await audit(app, {
      centreId: mail.centreId,
      action: 'mail.failed',
      outcome: 'failed',
      targetId: mail.userId,
      details: { mail: mail.kind },
      correlationId: mail.correlationId,
    });
  };
  await noteDone(() => inTransaction(app, mark));
}

/** One line without the address, which a mail server likes to repeat and which a deleted person must not leave behind. */
const withoutAddresses = (said: string): string => oneLine(said.replace(/<?[^\s<>]+@[^\s<>]+>?:?/g, ''));
