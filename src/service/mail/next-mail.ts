import { and, asc, eq, isNull, lte, notInArray, or, sql } from 'drizzle-orm';
import { mails } from '../../../db/schema/index.ts';
import { pauseAfter } from '../../lib/pause-after.ts';
import type { App } from '../context.ts';
import { pausesOfMail } from './pace.ts';

/** Who gets one of these sits and waits for it; and whom an invitation or a reminder is for has all day. */
const urgency = sql`case
  when ${mails.kind} in ('reset', 'workspace-code', 'confirm-chat', 'confirm-email', 'request-waits') then 0
  when ${mails.kind} in ('invitation', 'usage-reminder') then 2 else 1 end`;

/** In words: by a plan that was made without knowing which state is asked for, all mails of months would be read. */
const isQueued = sql`${mails.state} = 'queued'`;

export interface NextMail {
  id: string;
  tries: number;
  createdAt: Date;
}

/** The most urgent mail that is to be sent now, of those the one that waits longest. @param inHand those that are being sent */
export async function nextMail(app: App, inHand: string[]): Promise<NextMail | undefined> {
  const [mail] = await app.db
    .select({ id: mails.id, tries: mails.tries, createdAt: mails.createdAt })
    .from(mails)
    .where(
      and(
        isQueued,
        or(isNull(mails.nextTryAt), lte(mails.nextTryAt, app.clock())),
        inHand.length > 0 ? notInArray(mails.id, inHand) : undefined,
      ),
    )
    .orderBy(urgency, asc(mails.createdAt), mails.id)
    .limit(1);
  return mail;
}

/** When the next mail is to be sent; nothing where none waits. */
export async function nextMailAt(app: App): Promise<Date | undefined> {
  const [row] = await app.db
    .select({ at: sql<string | null>`min(coalesce(${mails.nextTryAt}, ${mails.createdAt}))` })
    .from(mails)
    .where(isQueued);
  return row?.at ? new Date(row.at) : undefined;
}

/**
 * Leaves a mail for later, and others have their turn before.
 *
 * @param counts whether that counts against it: not where it may be because of us
 * @param atLeastMs how long the server asks for
 */
export async function putMailOff(
  app: App,
  { id, tries }: NextMail,
  { counts, atLeastMs = 0 }: { counts: boolean; atLeastMs?: number | undefined },
): Promise<void> {
  const pauseMs = Math.max(atLeastMs, pauseAfter(pausesOfMail, tries + 1));
  await app.db
    .update(mails)
    .set({ tries: tries + Number(counts), nextTryAt: new Date(app.clock().getTime() + pauseMs) })
    .where(and(eq(mails.id, id), eq(mails.state, 'queued')));
}
