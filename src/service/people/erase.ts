import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
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
import { anyOf } from '../ids.ts';
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
  oneTimeSecrets,
  peopleChanges,
  userProgrammes,
  links,
  vouchedEmails,
};

/**
 * Erases all that says who these were, in one statement. Their mails that are not sent yet never will be.
 * Sets off `mark_users`: the sites that it concerns are brought up to date; and `cancel_access_ends`, which finds none.
 */
export async function erase(tx: Tx, userIds: string[]): Promise<void> {
  await forgetReferencesOf(tx, userIds);
  await eraseAll(tx, { userIds });
}

const eraseAll = prebuilt((db, { userIds }: Values<{ userIds: string[] }>) => {
  const theirs = (column: PgColumn) => sql`${column} = ${anyOf(userIds)}`;
  const parts: SQL[] = [
    ...Object.values(erased).map((table) => sql`delete from ${table} where ${theirs(table.userId)}`),
    sql`delete from ${deputies} where ${theirs(deputies.userId)} or ${theirs(deputies.deputyId)}`,
    sql`delete from ${oidcRecords} where ${theirs(oidcRecords.accountId)}`,
    sql`
      update ${mails} set address = null, problem = null, link_id = null, chat_name = null,
        state = case when state = 'queued' then 'dropped' else state end
      where ${theirs(mails.userId)}`,
    // Why they could not take over what someone held names them. Not of those whose plans go: what a statement has changed it does not delete.
    sql`
      update ${scheduledChanges} set problem = null
      where ${theirs(scheduledChanges.toId)} and not (${theirs(scheduledChanges.userId)})`,
    // The site has still to delete its account, which we know by the site's own id. What it said of it may name them.
    sql`update ${provisioning} set taken = null, problem = null where ${theirs(provisioning.userId)}`,
    // What they asked for in their own words, and what was said of it.
    sql`update ${requests} set reason = null, decision_reason = null where ${theirs(requests.askerId)}`,
  ];
  return db.execute(sql`
    with ${sql.join(
      parts.map((part, i) => sql`${sql.identifier(`part${i}`)} as (${part})`),
      sql`, `,
    )}
    update ${users} set
      status = 'deleted', first_name = null, last_name = null, email = null, external_id = null, user_name = null,
      mail_problem = null, last_signed_in_at = null, suspended_from = null, suspended_at = null
    where ${theirs(users.id)}`);
});
