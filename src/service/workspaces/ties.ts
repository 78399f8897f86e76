import { randomUUID } from 'node:crypto';
import { and, eq, gt, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import {
  chatIdentities,
  chatMessages,
  requestMessages,
  users,
  vouchedEmails,
  workspaces,
} from '../../../db/schema/index.ts';
import { sanitize } from '../../lib/text.ts';
import { lookTtlMs } from '../../words/looks.ts';
import type { Platform } from '../../words/platforms.ts';
import { comparableEmail } from '../../words/read-email.ts';
import { audit } from '../audit/event.ts';
import type { App, Db, Tx } from '../context.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { inTransaction } from '../transaction.ts';

/** What a workspace says of someone in it, by its platform's id of them. */
export interface Seen {
  person: string;
  /** Whether they are a full member: no guest, bot, outsider, or deactivated account. */
  member: boolean;
  /** The e-mail that the workspace vouches for. */
  email: string | undefined;
}

type Tie = typeof chatIdentities.$inferSelect;
type Key = Pick<Tie, 'workspaceId' | 'externalId' | 'userId'>;

/** Why a tie ended: the workspace vouches for no such e-mail any more, or the account's mailbox confirmed someone else. */
type Because = 'look' | 'moved';

/**
 * Holds every tie of these people to what their workspace says of them now: one whose e-mail is the account's,
 * or what the school's directory calls them, is confirmed, every other ends, and is written down. Makes none.
 *
 * @param where the workspace as its platform names it
 */
export async function noteSeen(
  app: App,
  { platform, workspace }: { platform: Platform; workspace: string },
  seen: Seen[],
): Promise<void> {
  const said = seen.map(({ person, member, email }) => ({
    person: sanitize(person),
    email: member && email ? comparableEmail(sanitize(email)) : null,
  }));
  const tied = sql`
    ${chatIdentities} i
    join ${workspaces} w on w.id = i.workspace_id and w.platform = ${platform} and w.external_id = ${workspace}
    join ${users} u on u.id = i.user_id
    join jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as s(person text, email text) on s.person = i.external_id`;
  const holds = sql`coalesce(
    ${foldedEmail(sql`u.email`)} = s.email or ${foldedEmail(sql`u.user_name`)} = s.email, false)`;
  // One statement, so that a tie which is in doubt from this moment on stays so.
  await app.db.execute(sql`
    update ${chatIdentities} set confirmed_at = ${app.clock().toISOString()}::timestamptz
    where (workspace_id, external_id) in (select i.workspace_id, i.external_id from ${tied} where ${holds})`);
  const { rows } = await app.db.execute<Key & { email: string | null }>(sql`
    select i.workspace_id as "workspaceId", i.external_id as "externalId", i.user_id as "userId", s.email
    from ${tied} where not ${holds} order by i.external_id`);
  if (rows.length === 0) return;
  const correlationId = randomUUID();
  await inTransaction(app, async (app) => {
    for (const { email, ...tie } of rows) await endTie(app, tie, 'look', correlationId, email);
  });
}

/**
 * Ends a tie and writes it down, in the caller's transaction; of two at once, one does. What was sent to that person is let
 * be from then on: it stands in their chat, and would tell them how things go on.
 *
 * @param email what the workspace vouches for instead, as it is compared: where that is to be the account's too, it needs no link
 */
export async function endTie(
  app: App<Tx>,
  tie: Key,
  because: Because,
  correlationId: string,
  email: string | null = null,
): Promise<void> {
  const { workspaceId, externalId, userId } = tie;
  const [ended] = await app.db
    .delete(chatIdentities)
    .where(and(keyIs(workspaceId, externalId), eq(chatIdentities.userId, userId)))
    .returning();
  if (!ended) return;
  const { centreId } = ended;
  if (email) {
    const said = { email, at: app.clock() };
    await app.db
      .insert(vouchedEmails)
      .values({ workspaceId, centreId, userId, ...said })
      .onConflictDoUpdate({ target: [vouchedEmails.workspaceId, vouchedEmails.userId], set: said });
  }
  for (const sent of [chatMessages, requestMessages])
    await app.db.delete(sent).where(and(eq(sent.workspaceId, workspaceId), eq(sent.userId, userId)));
  // Without an actor: the workspace said so, or whoever reads the account's mail.
  await audit(app, {
    centreId,
    action: 'tie.ended',
    targetId: userId,
    workspaceId,
    details: { because },
    correlationId,
  });
}

/** Someone in a workspace who is to be tied to an account. */
export interface ToTie extends Key {
  centreId: string;
  /** What they are called there, for the mail that tells of it. */
  name: string | null;
  correlationId: string;
}

/**
 * Ties someone to an account that the workspace vouches for, writes it down, and tells the account by mail, in the caller's
 * transaction. The same twice at once is one tie, one event and one mail.
 *
 * It is confirmed by the next look: the one that it rests on may be some minutes old.
 *
 * @returns false where the account has another tie in that workspace
 */
export async function makeTie(app: App<Tx>, { name, correlationId, ...tie }: ToTie): Promise<boolean> {
  const [made] = await app.db.insert(chatIdentities).values(tie).onConflictDoNothing().returning();
  if (!made) {
    const [there] = await app.db.select().from(chatIdentities).where(keyIs(tie.workspaceId, tie.externalId));
    return there?.userId === tie.userId;
  }
  const { centreId, userId, workspaceId } = tie;
  await audit(app, { centreId, action: 'tie.made', targetId: userId, workspaceId, correlationId });
  const mail = { workspaceId, chatName: name };
  await queueMail(app, { id: userId, centreId }, 'chat-tied', correlationId, mail);
  return true;
}

/** The platform told of a change of someone, whichever workspace they are in: nothing goes to them before the next look. */
export async function doubtTies(app: App, platform: Platform, person: string): Promise<void> {
  const there = sql`(select id from ${workspaces} where platform = ${platform})`;
  await app.db
    .update(chatIdentities)
    .set({ confirmedAt: null })
    .where(and(eq(chatIdentities.externalId, person), sql`${chatIdentities.workspaceId} in ${there}`));
}

/** The same for an account whose e-mail changes, in the caller's transaction. */
export async function doubtTiesOf(tx: Tx, userId: string): Promise<void> {
  await tx.update(chatIdentities).set({ confirmedAt: null }).where(eq(chatIdentities.userId, userId));
}

/** Whether someone is tied to this account by a look that is still trusted. */
export async function isConfirmed(app: App<Db>, { workspaceId, externalId, userId }: Key): Promise<boolean> {
  const since = new Date(app.clock().getTime() - lookTtlMs);
  const [tie] = await app.db
    .select({ userId: chatIdentities.userId })
    .from(chatIdentities)
    .where(and(keyIs(workspaceId, externalId), gt(chatIdentities.confirmedAt, since)));
  return tie?.userId === userId;
}

const keyIs = (workspaceId: string, externalId: string) =>
  and(eq(chatIdentities.workspaceId, workspaceId), eq(chatIdentities.externalId, externalId));
