import { isNull, lt, or, sql } from 'drizzle-orm';
import {
  chatMessages,
  columnChoices,
  deliveries,
  deputies,
  directoryTokens,
  doneOnce,
  drafts,
  imports,
  leavers,
  links,
  mails,
  oidcRecords,
  oneTimeSecrets,
  peopleChanges,
  promotions,
  rateLimits,
  scheduledChanges,
  siteSessions,
  vouchedEmails,
  workspaceCodes,
} from '../../db/schema/index.ts';
import { type Keep, usualKeep } from '../words/keep.ts';
import { undoMs, vouchedMs } from '../words/updates.ts';
import type { App } from './context.ts';
import { purgeTransfers } from './progression/purge-transfers.ts';
import { batchRows, daysAgo, type Purge, purgeOldest } from './purge.ts';
import { purgeRequests } from './requests/purge-requests.ts';
import { purgeKeys } from './sign-in/keys.ts';
import { purgeReferences } from './workspaces/references.ts';

/** How long a second press is known for one, and a delivery that a platform repeats: longer than any tries again. In days. */
const pressDays = 7;
const deliveryDays = 1;

/** How long it is known what the columns of a file mean: files of new staff come once a year. In days. */
const columnDays = 800;

/** How long a way to write to someone is kept that leads to no account: theirs may be made meanwhile. */
const strangerDays = 1;

/**
 * Deletes what has had its day, kind by kind, in batches: what is interrupted goes on with the next run, and of two runs at
 * once each takes what the other has not. The audit trail and people are never among it.
 *
 * @param keep for how long what has no end of its own is kept
 * @param more what else is deleted, after the rest
 * @param signal ends it after the batch in hand: a process that is to end does not wait for what the next night can do
 * @throws what the first kind failed with, once all others are done: the queue tries again
 */
export async function purgeExpired(
  app: App,
  keep: Keep = usualKeep,
  more: Purge[] = [],
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const failed: unknown[] = [];
  for (const purge of [...purges(app, keep), ...more]) {
    try {
      while (!signal.aborted && (await purge()) >= batchRows);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}

/** What refers to others goes before them. */
function purges(app: App, keep: Keep): Purge[] {
  const now = app.clock();
  const ago = (days: number) => daysAgo(now, days);
  const before = ago(keep.days);
  return [
    purgeOldest(app, { table: drafts, by: drafts.expiresAt, before: now }),
    purgeOldest(app, { table: oneTimeSecrets, by: oneTimeSecrets.expiresAt, before: now }),
    purgeOldest(app, { table: doneOnce, by: doneOnce.at, before: ago(pressDays) }),
    purgeOldest(app, {
      table: deliveries,
      by: deliveries.at,
      before: ago(deliveryDays),
      // What is still unanswered is given up by the inbox, which says so; unless that chat is connected no longer.
      which: or(isNull(deliveries.payload), lt(deliveries.at, ago(pressDays))),
    }),
    purgeOldest(app, { table: rateLimits, by: rateLimits.resetsAt, before: now }),
    purgeOldest(app, { table: workspaceCodes, by: workspaceCodes.expiresAt, before: now }),
    purgeOldest(app, { table: oidcRecords, by: oidcRecords.expiresAt, before: now }),
    purgeOldest(app, { table: siteSessions, by: siteSessions.expiresAt, before: now }),
    purgeKeys(app),
    purgeOldest(app, { table: directoryTokens, by: directoryTokens.revokedAt, before }),
    purgeOldest(app, { table: deputies, by: deputies.until, before: now }),
    purgeReferences(app, ago(strangerDays)),
    purgeOldest(app, { table: chatMessages, by: chatMessages.createdAt, before }),
    // The queued ones too: a mail is tried for a week. What its refusal says of an address stands on the profile.
    purgeOldest(app, { table: mails, by: mails.createdAt, before }),
    // Until then whoever presses an old one reads that it was used, or that its time is over.
    purgeOldest(app, {
      table: links,
      by: links.expiresAt,
      before,
      which: sql`(select 1 from ${mails} m where m.link_id = ${links.id} limit 1) is null`,
    }),
    purgeOldest(app, { table: columnChoices, by: columnChoices.usedAt, before: ago(columnDays) }),
    purgeRequests(app, ago(keep.requestDays)),
    purgeTransfers(app, ago(keep.transferDays)),
    // From then on they can't be undone: what they overwrote goes with them.
    purgeOldest(app, { table: imports, by: imports.at, before }),
    purgeOldest(app, { table: promotions, by: promotions.at, before }),
    purgeOldest(app, { table: scheduledChanges, by: scheduledChanges.endedAt, before }),
    // Nothing of it can be undone any more.
    purgeOldest(app, { table: peopleChanges, by: peopleChanges.at, before: new Date(now.getTime() - undoMs) }),
    purgeOldest(app, { table: vouchedEmails, by: vouchedEmails.at, before: new Date(now.getTime() - vouchedMs) }),
    purgeOldest(app, { table: leavers, by: leavers.endedAt, before }),
  ];
}
