import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { links, mails, users } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { type LinkKind, linkTtlMs } from '../../words/links.ts';
import { type AuditEntry, addEvents, eventRows } from '../audit/event.ts';
import type { App, Ctx, Db, Tx } from '../context.ts';
import { anyOf, idList } from '../ids.ts';
import { type Job, queueFound, queueJobs } from '../jobs.ts';
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

/**
 * A part of the statement by which they are void. That a link is for someone in a chat or is not is true of each: but by either a few of the
 * open ones have an index (`links_one_open`, `links_one_open_chat`), and of both together there is none, so that all links of all schools were read.
 */
export const voidingLinks = ({ userIds, kinds, at }: Record<'userIds' | 'kinds' | 'at', SQLWrapper>): SQL => sql`
  update ${links} set voided_at = ${at}
  where user_id = ${anyOf(userIds)} and kind = any(${kinds}::link_kind[]) and used_at is null and voided_at is null
    and (chat_person is null or chat_person is not null)`;

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
 * @param also.move for `confirm-email`: the address to confirm, which is also where the mail goes, and who asked for it
 * @param also.events what is written down with it
 */
export async function sendLinks(
  app: App<Tx> & Pick<Ctx, 'held'>,
  people: Recipient[],
  kind: LinkKind,
  correlationId: string,
  { move, events = [] }: { move?: Move; events?: AuditEntry[] } = {},
): Promise<void> {
  // Two newer links made at once take turns, so that the second voids the first instead of clashing with it.
  await holdEach(
    app,
    people.map(({ id }) => id),
  );
  const now = app.clock();
  const rows = people.map(({ id, centreId }) => {
    const linkId = randomUUID();
    const tokenHash = hashToken(linkToken(app, linkId)).toString('hex');
    return { id, centre_id: centreId, link_id: linkId, token_hash: tokenHash, mail_id: randomUUID() };
  });
  await writeLinks(app.db, {
    rows: JSON.stringify(rows),
    userIds: people.map(({ id }) => id),
    kinds: [kind],
    kind,
    mail: mailOfLink[kind],
    at: now,
    expires: new Date(now.getTime() + linkTtlMs[kind]),
    newEmail: move?.newEmail ?? null,
    askedBy: move?.askedBy ?? null,
    priority: mailPriority(people.length),
    flow: correlationId,
    events: eventRows(app, events),
  });
}

interface NewLinks {
  rows: string;
  userIds: string[];
  kinds: LinkKind[];
  kind: LinkKind;
  mail: MailKind;
  at: Date;
  expires: Date;
  newEmail: string | null;
  askedBy: string | null;
  priority: number;
  flow: string;
  events: string;
}

/**
 * The older links, the newer, their mails, the trail and the jobs in one statement. Of one kind that works there is never more than one,
 * which is looked at as each row is added: so the newer ones are made from how many were voided, and thereby after that.
 */
const writeLinks = prebuilt((db, given: Values<NewLinks>) => {
  const { rows, kind, mail, expires, newEmail, askedBy, priority, flow, events } = given;
  const at = sql`${given.at}::timestamptz`;
  return db.execute(sql`
    with input as materialized (
      select * from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, centre_id uuid, link_id uuid, token_hash text, mail_id uuid)
    ), voided as (${voidingLinks(given)} returning 1), new_links as (
      insert into links (id, centre_id, user_id, kind, token_hash, new_email, asked_by, created_at, expires_at)
      select link_id, centre_id, id, ${kind}::link_kind, decode(token_hash, 'hex'), ${newEmail}::text, ${askedBy}::uuid, ${at}, ${expires}::timestamptz
      from input where (select count(*) from voided) >= 0
    ), new_mails as (
      insert into mails (id, centre_id, user_id, kind, link_id, address, created_at, correlation_id)
      select mail_id, centre_id, id, ${mail}, link_id, ${newEmail}::text, ${at}, ${flow}::uuid from input
    ), written as (${addEvents(events)})
    ${queueFound(sql`
      select jsonb_build_object(
        'task', 'send-mail', 'payload', jsonb_build_object('mailId', mail_id), 'priority', ${priority}::int
      ) from input`)}`);
});

/** Where this transaction does not hold them yet. */
async function holdEach({ db, held }: App<Tx> & Pick<Ctx, 'held'>, ids: string[]): Promise<void> {
  if (ids.every((id) => held?.has(id))) return;
  await db.execute(sql`select from users where id = any(${idList(ids)}) order by id for no key update`);
}

/** The same for one. */
export const sendLink = (
  app: App<Tx> & Pick<Ctx, 'held'>,
  user: Recipient,
  kind: LinkKind,
  correlationId: string,
  move?: Move,
) => sendLinks(app, [user], kind, correlationId, { move });

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
        // Never with these kinds; said, it is found by the index of open links.
        isNull(links.chatPerson),
        gt(links.expiresAt, now),
        gt(links.createdAt, new Date(now.getTime() - sentAgainMs(kind))),
      ),
    );
  if (!open) return sendLink(app, user, kind, correlationId);
  await queueMail(app, user, mailOfLink[kind], correlationId, { linkId: open.id });
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
