import { eq, sql } from 'drizzle-orm';
import { mails } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';

export interface MailProgress {
  queued: number;
  sent: number;
  failed: number;
}

/** How far the mails of one flow have come, in mails. */
export async function mailProgress(app: App, correlationId: string): Promise<MailProgress> {
  const rows = await app.db
    .select({ state: mails.state, n: sql<number>`count(*)::int` })
    .from(mails)
    .where(eq(mails.correlationId, correlationId))
    .groupBy(mails.state);
  const of = (state: string) => rows.find((r) => r.state === state)?.n ?? 0;
  return { queued: of('queued'), sent: of('sent'), failed: of('failed') };
}
