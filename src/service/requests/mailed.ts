import { and, eq } from 'drizzle-orm';
import { mails, requests, users } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { type MailKind, queueMail } from '../mail/queue-mail.ts';
import { inTransaction } from '../transaction.ts';
import { recipientsOf } from './places.ts';

/** Whether a mail of this kind was made that tells of the request. */
export async function isMailed(app: App<Tx>, requestId: string, kind: MailKind): Promise<boolean> {
  const of = and(eq(mails.requestId, requestId), eq(mails.kind, kind));
  return (await app.db.$count(mails, of)) > 0;
}

/**
 * Mails a request that waits to all who are told of requests, once.
 *
 * @returns how many mails that makes; nothing where it was mailed before, or waits no more
 */
export async function mailWaiting(app: App, requestId: string): Promise<number | undefined> {
  return inTransaction(app, async (app) => {
    const [row] = await app.db.select().from(requests).where(eq(requests.id, requestId)).for('no key update');
    if (row?.status !== 'pending' || (await isMailed(app, requestId, 'request-waits'))) return undefined;
    const [asker] = await app.db.select().from(users).where(eq(users.id, row.askerId));
    if (!asker) return undefined;
    const all = await recipientsOf(app, row, asker, true);
    for (const id of all) {
      await queueMail(app, { id, centreId: row.centreId }, 'request-waits', row.correlationId, { requestId });
    }
    return all.length;
  });
}
