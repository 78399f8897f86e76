import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { chatIdentities } from '../../../../db/schema/index.ts';
import { type LinkKind, linkKinds } from '../../../words/links.ts';
import type { Ctx, Tx } from '../../context.ts';
import { isOneOf } from '../../ids.ts';
import { mailPriority } from '../../mail/bulk.ts';
import type { MailKind } from '../../mail/queue-mail.ts';
import { newLink } from '../../passwords/link-token.ts';
import { voidLinks } from '../../passwords/links.ts';
import type { Change, EmailWay } from './wanted.ts';

interface Move {
  person: Change['person'];
  email: NonNullable<Change['email']>;
}

const toConfirm: readonly LinkKind[] = ['confirm-email'];

/** The links that stop working: whoever reads the old address may be someone else by now. */
const voids: Record<EmailWay, readonly LinkKind[]> = {
  link: toConfirm,
  withdrawn: toConfirm,
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
 * All that goes with new e-mails of people whose rows are held, the address itself apart, in the caller's transaction and a few
 * statements: links are void, ties in doubt until the workspace vouches for the new one, and mails on their way.
 * Sets off `cancel_invite_plans`.
 */
export async function changeEmails(ctx: Ctx<Tx>, changes: Change[]): Promise<void> {
  const moves = changes.flatMap(({ person, email }) => (email ? [{ person, email }] : []));
  if (moves.length === 0) return;
  for (const kinds of [toConfirm, linkKinds])
    await voidLinks(ctx, idsOf(moves.filter(({ email }) => voids[email.way] === kinds)), kinds);
  const atOnce = moves.filter(({ email }) => countsAtOnce(email));
  if (atOnce.length > 0)
    await ctx.db
      .update(chatIdentities)
      .set({ confirmedAt: null })
      .where(isOneOf(chatIdentities.userId, idsOf(atOnce)));
  await send(
    ctx,
    moves.filter(({ email }) => sends[email.way].mail),
  );
}

const idsOf = (moves: Move[]) => moves.map(({ person }) => person.id);

async function send(ctx: Ctx<Tx>, moves: Move[]): Promise<void> {
  if (moves.length === 0) return;
  const { actor, clock, correlationId } = ctx;
  const now = clock();
  const rows = moves.map(({ person, email: { to, way } }) => {
    const { mail, link } = sends[way];
    const made = link && newLink(ctx, link);
    return {
      user_id: person.id,
      mail_id: randomUUID(),
      mail,
      address: way === 'link' ? to : way === 'at-once' ? person.email : null,
      link_id: made?.linkId,
      link,
      token_hash: made?.tokenHash,
      new_email: way === 'link' ? to : null,
      expires_at: made?.expiresAt,
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
