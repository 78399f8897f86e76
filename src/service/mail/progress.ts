import { and, eq, gte, isNotNull, sql } from 'drizzle-orm';
import { mailServer, mails } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import type { MailProgress } from '../jobs.ts';
import { mailTrouble, troubledTries } from './mail-server.ts';

/** How far the mails of one flow have come, in mails. @param since from when on, where earlier ones do not count */
export async function mailProgress(app: App, correlationId: string, since?: string): Promise<MailProgress> {
  const rows = await app.db
    .select({ state: mails.state, n: sql<number>`count(*)::int` })
    .from(mails)
    .where(and(eq(mails.correlationId, correlationId), since ? gte(mails.createdAt, new Date(since)) : undefined))
    .groupBy(mails.state);
  const of = (state: string) => rows.find((r) => r.state === state)?.n ?? 0;
  const queued = of('queued');
  const isHeld = queued > 0 && (await mailTrouble(app.db)) !== undefined;
  return { queued, sent: of('sent'), failed: of('failed'), ...(isHeld && { held: true }) };
}

/** How many mails of one flow wait because the mail server takes nothing of ours. */
export async function waitingMails({ db }: App, correlationId: string): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(mails)
    .innerJoin(mailServer, and(isNotNull(mailServer.failingSince), gte(mailServer.tries, troubledTries)))
    .where(and(eq(mails.correlationId, correlationId), eq(mails.state, 'queued')));
  return row?.n ?? 0;
}
