import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { links, mails, users } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { type LinkKind, linkTtlMs } from '../../words/links.ts';
import type { App, Db, Tx } from '../context.ts';
import { anyOf, isOneOf } from '../ids.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { base64url, macsOf } from '../keys/derived.ts';
import { mailPriority } from '../mail/bulk.ts';

/** The mails there are; the catalogue has the words of each. */
export type MailKind =
  | 'invitation'
  | 'reset'
  | 'confirm-email'
  | 'email-changed'
  | 'chat-tied'
  | 'confirm-chat'
  | 'password-changed'
  | 'second-factor-added'
  | 'second-factor-removed'
  | 'recovery-codes-renewed'
  | 'data-handed-over'
  | 'data-received'
  | 'access-given'
  | 'request-waits'
  | 'request-denied'
  | 'request-expired'
  | 'directory-ends'
  | 'usage-reminder'
  | 'week'
  | 'workspace-tied'
  | 'workspace-untied'
  | 'coordinator-made';

const mailOfLink: Record<LinkKind, MailKind> = {
  'set-up': 'invitation',
  reset: 'reset',
  'confirm-email': 'confirm-email',
  'confirm-chat': 'confirm-chat',
};

/**
 * The secret of a link: derived from its id, so that it is stored nowhere and a mail that is sent again has the same.
 *
 * @returns 43 characters that are safe in a URL
 */
export function linkToken(app: App<Db>, linkId: string): string {
  return tokensOf(app, linkId)[0];
}

const tokensOf = (app: App<Db>, linkId: string) => macsOf(app, `link:${linkId}`, base64url);

/** What the database keeps of a token. A plain hash will do: the token has 256 bits to guess. */
export function hashToken(token: string): Buffer {
  return sha256(token);
}

/** Voids every link of these kinds that still works. @returns how many there were */
export async function voidLinks(app: App<Tx>, userIds: string[], kinds: LinkKind[]): Promise<number> {
  return (await voidNow(app.db, { userIds, kinds, at: app.clock() })).rows.length;
}

/** A part of the statement by which they are void. */
export const voidingLinks = ({ userIds, kinds, at }: Record<'userIds' | 'kinds' | 'at', SQLWrapper>): SQL => sql`
  update ${links} set voided_at = ${at}
  where user_id = ${anyOf(userIds)} and kind = any(${kinds}::link_kind[]) and used_at is null and voided_at is null`;

const voidNow = prebuilt((db, which: Values<{ userIds: string[]; kinds: LinkKind[]; at: Date }>) =>
  db.execute<{ id: string }>(sql`${voidingLinks(which)} returning id`),
);

interface Recipient {
  id: string;
  centreId: string;
}

interface Move {
  newEmail: string;
  askedBy: string;
}

/**
 * Makes a link for each of these, voids the older ones of its kind, and queues the mails that bring them, all in the caller's
 * transaction, in as many statements for a thousand as for one.
 * Sets off `cancel_invite_plans`: an invitation that was planned for a day is not sent twice.
 *
 * @param move for `confirm-email`: the address to confirm, which is also where the mail goes, and who asked for it
 */
export async function sendLinks(
  app: App<Tx>,
  people: Recipient[],
  kind: LinkKind,
  correlationId: string,
  move?: Move,
): Promise<void> {
  // Two newer links made at once take turns, so that the second voids the first instead of clashing with it.
  const held = people.map(({ id }) => id);
  await app.db
    .select({ id: users.id })
    .from(users)
    .where(isOneOf(users.id, held))
    .orderBy(users.id)
    .for('no key update');
  await queueJobs(app.db, await makeLinks(app, people, kind, correlationId, move));
}

/** The same for one. */
export const sendLink = (app: App<Tx>, user: Recipient, kind: LinkKind, correlationId: string, move?: Move) =>
  sendLinks(app, [user], kind, correlationId, move);

/** For how long the same link is sent again, in milliseconds: as long as it lives, and at least for a day. */
const sentAgainMs = (kind: LinkKind) => Math.max(linkTtlMs[kind], 24 * 3_600_000);

/**
 * The same for someone who asked without being signed in, and may be anyone: a good link that is under way to its owner is
 * not voided by it, but sent again, and lives anew from then on.
 */
export async function sendLinkAgain(
  app: App<Tx>,
  user: Recipient,
  kind: 'set-up' | 'reset',
  correlationId: string,
): Promise<void> {
  await app.db.select({ id: users.id }).from(users).where(eq(users.id, user.id)).for('no key update');
  const now = app.clock();
  const [open] = await app.db
    .select({ id: links.id })
    .from(links)
    .where(
      and(
        eq(links.userId, user.id),
        eq(links.kind, kind),
        isNull(links.usedAt),
        isNull(links.voidedAt),
        gt(links.expiresAt, now),
        gt(links.createdAt, new Date(now.getTime() - sentAgainMs(kind))),
      ),
    );
  if (!open) return sendLink(app, user, kind, correlationId);
  await queueMail(app, user, mailOfLink[kind], correlationId, { linkId: open.id });
}

/** Those of people whose rows are held. @returns the jobs that send the mails, which are for the caller to queue */
async function makeLinks(
  app: App<Tx>,
  people: Recipient[],
  kind: LinkKind,
  correlationId: string,
  move?: Move,
): Promise<Job[]> {
  const ids = people.map(({ id }) => id);
  await voidLinks(app, ids, [kind]);
  const now = app.clock();
  const made = people.map((user) => ({ linkId: randomUUID(), user }));
  await app.db.insert(links).values(
    made.map(({ linkId, user }) => ({
      id: linkId,
      centreId: user.centreId,
      userId: user.id,
      kind,
      tokenHash: hashToken(linkToken(app, linkId)),
      ...move,
      createdAt: now,
      expiresAt: new Date(now.getTime() + linkTtlMs[kind]),
    })),
  );
  const to = made.map(({ user, linkId }) => ({ user, address: move?.newEmail, linkId }));
  return addMails(app, to, mailOfLink[kind], correlationId);
}

interface MailOptions {
  address?: string | null;
  linkId?: string;
  requestId?: string;
  workspaceId?: string;
  chatName?: string | null;
}

/** Queues a mail to a user, in the caller's transaction. */
export async function queueMail(
  app: App<Tx>,
  user: Recipient,
  kind: MailKind,
  correlationId: string,
  options: MailOptions = {},
): Promise<void> {
  await queueJobs(app.db, await addMails(app, [{ user, ...options }], kind, correlationId));
}

async function addMails(
  app: App<Tx>,
  to: ({ user: Recipient } & MailOptions)[],
  kind: MailKind,
  correlationId: string,
): Promise<Job[]> {
  const made = to.map(({ user, ...options }) => ({
    id: randomUUID(),
    centreId: user.centreId,
    userId: user.id,
    kind,
    ...options,
    createdAt: app.clock(),
    correlationId,
  }));
  await app.db.insert(mails).values(made);
  const priority = mailPriority(made.length);
  return made.map(({ id }) => ({ task: 'send-mail', payload: { mailId: id }, priority }));
}

/** Where the page of each kind is; the secret follows. */
export const linkPaths: Record<LinkKind, string> = {
  'set-up': '/password/set/',
  reset: '/password/set/',
  'confirm-email': '/email/confirm/',
  'confirm-chat': '/chat/confirm/',
};

/**
 * The address of the page behind a link, with its secret: for the mail that brings it, and for nothing else.
 *
 * Where the link was made with a secret key that nobody has any more, it is given another secret: its mail has not left yet.
 */
export async function linkUrl(app: App, { id, kind, tokenHash }: typeof links.$inferSelect): Promise<string> {
  const made = tokensOf(app, id);
  const token = made.find((t) => hashToken(t).equals(tokenHash)) ?? made[0];
  const now = hashToken(token);
  if (!now.equals(tokenHash)) await app.db.update(links).set({ tokenHash: now }).where(eq(links.id, id));
  return `${app.publicUrl}${linkPaths[kind]}${token}`;
}
