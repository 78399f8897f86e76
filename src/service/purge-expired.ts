import { lt } from 'drizzle-orm';
import {
  deliveries,
  doneOnce,
  drafts,
  oidcRecords,
  rateLimits,
  siteSessions,
  workspaceCodes,
} from '../../db/schema/index.ts';
import type { App } from './context.ts';
import { purgeReferences } from './workspaces/references.ts';

const day = 24 * 3_600_000;

/** How long a second press or a second delivery is known for one: far longer than any platform tries again. */
const idempotencyKeyTtlMs = 7 * day;

/** Deletes what has had its day: drafts, marks of what was done and delivered, windows of rate limits, codes, sessions. */
export async function purgeExpired(app: App): Promise<void> {
  const now = app.clock();
  await app.db.delete(drafts).where(lt(drafts.expiresAt, now));
  await app.db.delete(doneOnce).where(lt(doneOnce.at, new Date(now.getTime() - idempotencyKeyTtlMs)));
  await app.db.delete(deliveries).where(lt(deliveries.at, new Date(now.getTime() - day)));
  await app.db.delete(workspaceCodes).where(lt(workspaceCodes.expiresAt, now));
  await app.db.delete(oidcRecords).where(lt(oidcRecords.expiresAt, now));
  await app.db.delete(siteSessions).where(lt(siteSessions.expiresAt, now));
  await purgeReferences(app, new Date(now.getTime() - day));
  await app.db.delete(rateLimits).where(lt(rateLimits.resetsAt, now));
}
