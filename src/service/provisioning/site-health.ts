import { and, eq, inArray, sql } from 'drizzle-orm';
import { provisioning, siteConnections } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { type Pace, pauseAfter } from './pace.ts';
import type { SiteTrouble } from './site-client.ts';

/** Writes down that a site fails whoever it is asked about. @returns when it may be asked again */
export async function siteFailed(app: App, id: string, pace: Pace, trouble: SiteTrouble): Promise<Date> {
  const now = app.clock();
  const { retryAfterMs } = trouble;
  const after = (ms: number) => new Date(now.getTime() + ms);
  const notBefore = retryAfterMs === undefined ? null : after(retryAfterMs);
  const [row] = await app.db
    .update(siteConnections)
    .set({
      scimTries: sql`${siteConnections.scimTries} + 1`,
      scimFailingSince: sql`coalesce(${siteConnections.scimFailingSince}, ${now.toISOString()}::timestamptz)`,
      scimProblem: trouble.message,
      scimNotBefore: notBefore,
    })
    .where(eq(siteConnections.id, id))
    .returning({ tries: siteConnections.scimTries });
  return notBefore ?? after(trouble.kind === 'closed' ? pace.refusedMs : pauseAfter(pace, row?.tries ?? 1));
}

/** Writes down that a site that failed is there again: everyone who waits for it has their turn. */
export async function siteIsBack(app: App, id: string): Promise<void> {
  await inTransaction(app, async (app) => {
    await app.db.update(siteConnections).set(healthy).where(eq(siteConnections.id, id));
    // Whom someone is just changing has their turn anyway, and is not waited for.
    const waiting = app.db
      .select({ userId: provisioning.userId })
      .from(provisioning)
      .where(and(eq(provisioning.connectionId, id), sql`${provisioning.done} < ${provisioning.version}`))
      .for('update', { skipLocked: true });
    await app.db
      .update(provisioning)
      .set({ tries: 0, nextTryAt: null })
      .where(and(eq(provisioning.connectionId, id), inArray(provisioning.userId, waiting)));
  });
}

/** What is known of a site that did not fail. */
export const healthy = { scimTries: 0, scimFailingSince: null, scimProblem: null, scimNotBefore: null };
