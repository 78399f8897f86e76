import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { chatIdentities, links } from '../../../../db/schema/index.ts';
import { type LinkKind, linkKinds, linkTtlMs } from '../../../words/links.ts';
import type { Ctx, Tx } from '../../context.ts';
import { isOneOf } from '../../ids.ts';
import { mailPriority } from '../../mail/bulk.ts';
import { hashToken, linkToken, type MailKind } from '../../passwords/links.ts';
import type { Change, EmailWay } from './wanted.ts';

interface Move {
  person: Change['person'];
  email: NonNullable<Change['email']>;
}

/** The links that stop working: whoever reads the old address may be someone else by now. */
const voids: Record<EmailWay, readonly LinkKind[]> = {
  link: ['confirm-email'],
  withdrawn: ['confirm-email'],
  'at-once': linkKinds,
  invited: linkKinds,
  'invited-later': linkKinds,
};

/** What is sent: a link to the new address, the invitation to it, or word of the change to the old one. */
const sends: Record<EmailWay, { mail?: MailKind; link?: LinkKind }> = {
  link: { mail: 'confirm-email', link: 'confirm-email' },
  invited: { mail: 'invitation', link: 'set-up' },
  'at-once': { mail: 'email-changed' },
  'invited-later': {},
  withdrawn: {},
};

export const countsAtOnce = ({ way }: Move['email']) => way !== 'link' && way !== 'withdrawn';

/** How many mails go with these. */
export const mailsOf = (changes: Change[]): number =>
  changes.filter(({ email }) => email && sends[email.way].mail).length;

/**
 * All that goes with new e-mails of people whose rows are held, the address itself apart, in the caller's transaction and three
 * statements: links are void, ties in doubt until the workspace vouches for the new one, and mails on their way.
 * Sets off `cancel_invite_plans`.
 */
export async function changeEmails(ctx: Ctx<Tx>, changes: Change[]): Promise<void> {
  const moves = changes.flatMap(({ person, email }) => (email ? [{ person, email }] : []));
  if (moves.length === 0) return;
  const { db, clock } = ctx;
  const now = clock().toISOString();
  const voided = moves.map(({ person, email }) => ({ id: person.id, kinds: voids[email.way] }));
  await db.execute(sql`
    update ${links} l set voided_at = ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(voided)}::jsonb) as r(id uuid, kinds link_kind[])
    where l.user_id = r.id and l.kind = any (r.kinds) and l.used_at is null and l.voided_at is null`);
  const atOnce = moves.filter(({ email }) => countsAtOnce(email));
  if (atOnce.length > 0)
    await db
      .update(chatIdentities)
      .set({ confirmedAt: null })
      .where(
        isOneOf(
          chatIdentities.userId,
          atOnce.map(({ person }) => person.id),
        ),
      );
  await send(
    ctx,
    moves.filter(({ email }) => sends[email.way].mail),
  );
}

async function send(ctx: Ctx<Tx>, moves: Move[]): Promise<void> {
  if (moves.length === 0) return;
  const { actor, clock, correlationId } = ctx;
  const now = clock();
  const rows = moves.map(({ person, email: { to, way } }) => {
    const { mail, link } = sends[way];
    const linkId = link && randomUUID();
    return {
      user_id: person.id,
      mail_id: randomUUID(),
      mail,
      address: way === 'link' ? to : way === 'at-once' ? person.email : null,
      link_id: linkId ?? null,
      link: link ?? null,
      token_hash: linkId ? hashToken(linkToken(ctx, linkId)).toString('hex') : null,
      new_email: way === 'link' ? to : null,
      expires_at: link ? new Date(now.getTime() + linkTtlMs[link]).toISOString() : null,
    };
  });
  const priority = mailPriority(rows.length);
  const at = sql`${now.toISOString()}::timestamptz`;
  const centre = sql`${actor.centreId}::uuid`;
  await ctx.db.execute(sql`
    with input as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        user_id uuid, mail_id uuid, mail text, address text, link_id uuid, link link_kind, token_hash text, new_email text,
        expires_at timestamptz
      )
    ), new_links as (
      insert into links (id, centre_id, user_id, kind, token_hash, new_email, asked_by, created_at, expires_at)
      select link_id, ${centre}, user_id, link, decode(token_hash, 'hex'), new_email,
        case when new_email is not null then ${actor.id}::uuid end, ${at}, expires_at
      from input where link_id is not null
    ), new_mails as (
      insert into mails (id, centre_id, user_id, kind, address, link_id, created_at, correlation_id)
      select mail_id, ${centre}, user_id, mail, address, link_id, ${at}, ${correlationId}::uuid from input
    )
    select queue_jobs((
      select jsonb_agg(jsonb_build_object(
        'task', 'send-mail', 'payload', jsonb_build_object('mailId', mail_id), 'priority', ${priority}::int
      )) from input
    ))`);
}
