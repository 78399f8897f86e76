import { sql } from 'drizzle-orm';
import {
  chatIdentities,
  chatMessages,
  credentials,
  deputies,
  drafts,
  lateAnswers,
  links,
  mails,
  notes,
  oidcRecords,
  oneTimeSecrets,
  peopleChanges,
  provisioning,
  requestMessages,
  requests,
  scheduledChanges,
  secondFactors,
  siteAccess,
  siteSessions,
  siteVisits,
  usageDigests,
  userProgrammes,
  users,
  vouchedEmails,
} from '../../../db/schema/index.ts';
import type { Tx } from '../context.ts';
import { isOneOf } from '../ids.ts';
import { forgetReferencesOf } from '../workspaces/references.ts';

/** The tables whose rows of a user go with the account. */
const erased = {
  credentials,
  secondFactors,
  chatIdentities,
  chatMessages,
  drafts,
  lateAnswers,
  notes,
  requestMessages,
  scheduledChanges,
  siteAccess,
  siteSessions,
  siteVisits,
  usageDigests,
  deputies,
  oneTimeSecrets,
  peopleChanges,
  userProgrammes,
  links,
  vouchedEmails,
};

/**
 * Erases all that says who these were. Their mails that are not sent yet never will be.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 */
export async function erase(tx: Tx, userIds: string[]): Promise<void> {
  await tx
    .update(mails)
    .set({
      address: null,
      problem: null,
      linkId: null,
      chatName: null,
      state: sql`case when ${mails.state} = 'queued' then 'dropped' else ${mails.state} end`,
    })
    .where(isOneOf(mails.userId, userIds));
  await forgetReferencesOf(tx, userIds);
  for (const table of Object.values(erased)) await tx.delete(table).where(isOneOf(table.userId, userIds));
  await tx.delete(deputies).where(isOneOf(deputies.deputyId, userIds));
  // Why they could not take over what someone held names them.
  await tx.update(scheduledChanges).set({ problem: null }).where(isOneOf(scheduledChanges.toId, userIds));
  await tx.delete(oidcRecords).where(isOneOf(oidcRecords.accountId, userIds));
  // The site has still to delete its account, which we know by the site's own id. What it said of it may name them.
  await tx.update(provisioning).set({ taken: null, problem: null }).where(isOneOf(provisioning.userId, userIds));
  // What they asked for in their own words, and what was said of it.
  await tx.update(requests).set({ reason: null, decisionReason: null }).where(isOneOf(requests.askerId, userIds));
  await tx
    .update(users)
    .set({
      status: 'deleted',
      firstName: null,
      lastName: null,
      email: null,
      externalId: null,
      userName: null,
      mailProblem: null,
      lastSignedInAt: null,
      suspendedFrom: null,
      suspendedAt: null,
    })
    .where(isOneOf(users.id, userIds));
}
