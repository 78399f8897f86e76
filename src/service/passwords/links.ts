import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { links, users } from '../../../db/schema/index.ts';
import { type LinkKind, linkTtlMs } from '../../words/links.ts';
import { type AuditEntry, addEvents, eventRows } from '../audit/event.ts';
import type { App, Ctx, Tx } from '../context.ts';
import { anyOf, idList } from '../ids.ts';
import { queueFound } from '../jobs.ts';
import { mailPriority } from '../mail/bulk.ts';
import { type MailKind, queueMail, type Recipient } from '../mail/queue-mail.ts';
import { newLink } from './link-token.ts';

const mailOfLink: Record<LinkKind, MailKind> = {
  'set-up': 'invitation',
  reset: 'reset',
  'confirm-email': 'confirm-email',
  'confirm-chat': 'confirm-chat',
};

/** Voids every link of these kinds that still works. @returns how many there were */
export async function voidLinks(app: App<Tx>, userIds: string[], kinds: readonly LinkKind[]): Promise<number> {
  if (userIds.length === 0) return 0;
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

const voidNow = prebuilt((db, which: Values<{ userIds: string[]; kinds: readonly LinkKind[]; at: Date }>) =>
  db.execute<{ id: string }>(sql`${voidingLinks(which)} returning id`),
);

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
  const rows = people.map(({ id, centreId }) => {
    const { linkId, tokenHash, expiresAt } = newLink(app, kind);
    return {
      id,
      centre_id: centreId,
      link_id: linkId,
      token_hash: tokenHash,
      expires_at: expiresAt,
      mail_id: randomUUID(),
    };
  });
  await writeLinks(app.db, {
    rows: JSON.stringify(rows),
    userIds: people.map(({ id }) => id),
    kinds: [kind],
    kind,
    mail: mailOfLink[kind],
    at: app.clock(),
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
  const { rows, kind, mail, newEmail, askedBy, priority, flow, events } = given;
  const at = sql`${given.at}::timestamptz`;
  return db.execute(sql`
    with input as materialized (
      select * from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, centre_id uuid, link_id uuid, token_hash text, expires_at timestamptz, mail_id uuid)
    ), voided as (${voidingLinks(given)} returning 1), new_links as (
      insert into links (id, centre_id, user_id, kind, token_hash, new_email, asked_by, created_at, expires_at)
      select link_id, centre_id, id, ${kind}::link_kind, decode(token_hash, 'hex'), ${newEmail}::text, ${askedBy}::uuid, ${at}, expires_at
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
